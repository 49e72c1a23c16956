package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// journal is the file that makes a commit durable: written from its beginning, one
// record a commit, and begun anew when all that is in it is filed. It has its blocks
// before they are needed, so that a commit changes nothing but their contents, and
// costs the disk one flush; and a full disk cannot stop it. As bytes, behind each other:
//
//	4 bytes BE: length of the rows
//	4 bytes BE: CRC-32C of: the CRC of the record before (0 at the beginning of the
//	            file), the length, the rows
//	rows        journal.go
//
// It ends where the CRC does not fit: behind it are zeros, a record that was never
// answered, or what is left from before it was begun anew.
type journal struct {
	f    *os.File // nil: in memory, where nothing is durable
	lazy bool
	end  int64  // where the next record begins
	size int64  // up to here it has blocks
	sum  uint32 // CRC of the record before end
}

const (
	recordHead   = 8
	firstSize    = 1 << 20
	growth       = 16 << 20 // at most at once
	journalLimit = 96 << 20 // then commits wait until all is filed, and it begins anew
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sumOf(before uint32, length, rows []byte) uint32 {
	sum := crc32.Update(0, castagnoli, binary.BigEndian.AppendUint32(nil, before))
	return crc32.Update(crc32.Update(sum, castagnoli, length), castagnoli, rows)
}

// openJournal opens the one of a folder; none for a store in memory.
func openJournal(dir string, lazy bool) (*journal, error) {
	if dir == "" {
		return &journal{}, nil
	}
	f, err := os.OpenFile(filepath.Join(dir, "journal"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return &journal{f: f, lazy: lazy}, nil
}

// read gives the rows of each record and ends behind the last one.
func (j *journal) read(each func(rows []byte) error) (err error) {
	if j.f == nil {
		return nil
	}
	if j.size, err = j.f.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	for j.end+recordHead <= j.size {
		var head [recordHead]byte
		if _, err := j.f.ReadAt(head[:], j.end); err != nil {
			return err
		}
		n := int64(binary.BigEndian.Uint32(head[:]))
		if n == 0 || n > j.size-j.end-recordHead {
			return nil
		}
		rows := make([]byte, n)
		if _, err := j.f.ReadAt(rows, j.end+recordHead); err != nil {
			return err
		}
		sum := sumOf(j.sum, head[:4], rows)
		if sum != binary.BigEndian.Uint32(head[4:]) {
			return nil
		}
		if err := each(rows); err != nil {
			return err
		}
		j.end, j.sum = j.end+recordHead+n, sum
	}
	return nil
}

// append makes a record durable. Its first bytes are room for the head. After an error
// it is not known what is in the file.
func (j *journal) append(record []byte) error {
	if j.f == nil {
		j.end += int64(len(record))
		return nil
	}
	binary.BigEndian.PutUint32(record, uint32(len(record)-recordHead))
	sum := sumOf(j.sum, record[:4], record[recordHead:])
	binary.BigEndian.PutUint32(record[4:], sum)
	if err := j.grow(j.end + int64(len(record))); err != nil {
		return fmt.Errorf("make the journal longer: %w", err)
	}
	if _, err := j.f.WriteAt(record, j.end); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if !j.lazy {
		if err := syscall.Fdatasync(int(j.f.Fd())); err != nil {
			return fmt.Errorf("flush the journal: %w", err)
		}
	}
	j.end, j.sum = j.end+int64(len(record)), sum
	return nil
}

// grow makes it as long, with zeros that are on the disk.
func (j *journal) grow(want int64) error {
	if want <= j.size {
		return nil
	}
	want = max(want, firstSize, min(2*j.size, j.size+growth))
	if _, err := j.f.WriteAt(make([]byte, want-j.size), j.size); err != nil {
		return err
	}
	if err := j.f.Sync(); err != nil {
		return err
	}
	if j.size == 0 {
		if err := syncFolder(filepath.Dir(j.f.Name())); err != nil {
			return err
		}
	}
	j.size = want
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// again begins it anew: all that is in it is filed.
func (j *journal) again() { j.end, j.sum = 0, 0 }

func (j *journal) close() error {
	if j == nil || j.f == nil {
		return nil
	}
	return j.f.Close()
}
