package store

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// Backup writes one point in time to w, with all that is committed by now. It reads
// with one goroutine: Badger's own way takes ten times the memory and slows the writer.
func (s *Store) Backup(w io.Writer) error {
	s.commit.Lock()
	err := s.fileAll()
	s.filing.Lock() // what is filed in part is no point in time
	s.commit.Unlock()
	begun := sync.OnceFunc(s.filing.Unlock)
	defer begun()
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	stream := s.db.NewStream()
	stream.NumGo = 1
	if _, err := stream.Backup(&beginning{w, begun}, 0); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// beginning tells when something is written: the one reader of the stream has its
// instant by then.
type beginning struct {
	io.Writer
	begun func()
}

func (b *beginning) Write(p []byte) (int, error) {
	b.begun()
	return b.Writer.Write(p)
}

// Restore loads a backup into an empty store and begins a new epoch: phones then
// take everything anew and send what they had since.
func (s *Store) Restore(r io.Reader) error {
	if _, seq := s.At(); seq != 0 {
		return fmt.Errorf("restore: the store is not empty (sequence %d)", seq)
	}
	if err := s.db.Load(r, 16); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := errors.Join(s.readWhere(), s.recount()); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	s.forget()
	return s.NewEpoch()
}
