package store

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// witness keeps epoch and last sequence in a small file beside the store's folder,
// synced, once a second. A cut log makes Badger open with less and say nothing;
// this file then says that there was more. As bytes:
//
//	<epoch> <sequence>\n
type witness struct {
	path string
	quit chan struct{}
	done chan error
}

func newWitness(dir string) *witness {
	return &witness{path: filepath.Clean(dir) + ".seq", quit: make(chan struct{}), done: make(chan error, 1)}
}

// read tells what was written last; nothing if there is no file.
func (w *witness) read() (epoch string, seq uint64, err error) {
	b, err := os.ReadFile(w.path)
	if errors.Is(err, os.ErrNotExist) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("read the outside sequence: %w", err)
	}
	if _, err := fmt.Sscanf(string(b), "%s %d", &epoch, &seq); err != nil {
		return "", 0, fmt.Errorf("the outside sequence %s cannot be read: %w", w.path, err)
	}
	return epoch, seq, nil
}

// start writes now, and then whenever it has changed, until stop.
func (w *witness) start(at func() (string, uint64)) error {
	epoch, seq := at()
	if err := w.write(epoch, seq); err != nil {
		return err
	}
	go func() { w.done <- w.keep(at, epoch, seq) }()
	return nil
}

func (w *witness) keep(at func() (string, uint64), epoch string, seq uint64) (err error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := false; !last; {
		select {
		case <-tick.C:
		case <-w.quit:
			last = true
		}
		e, s := at()
		if e == epoch && s == seq {
			continue
		}
		before := err
		if err = w.write(e, s); err == nil {
			epoch, seq = e, s
		} else if before == nil {
			slog.Error("keep the outside sequence", "err", err) // once, not each second
		}
	}
	return err
}

// stop writes a last time. Only the last try's error is told: until then the file
// was older, which harms nothing.
func (w *witness) stop() error {
	close(w.quit)
	return <-w.done
}

func (w *witness) write(epoch string, seq uint64) error {
	f, err := os.CreateTemp(filepath.Dir(w.path), filepath.Base(w.path)+".*")
	if err != nil {
		return fmt.Errorf("write the outside sequence: %w", err)
	}
	_, err = fmt.Fprintf(f, "%s %d\n", epoch, seq)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), w.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the outside sequence: %w", err), os.Remove(f.Name()))
	}
	return nil
}
