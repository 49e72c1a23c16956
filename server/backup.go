package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"denghuo/server/store"
)

// A backup is a zip file of one point in time:
//
//	backup.json   about, as JSON
//	rows          what store.Backup writes
//	keys/<name>   the city's keys: keep the file as safe as the city
//
// Photos are not in it. They never change and are named by what is in them, so the
// folder photos, or the bucket, is best copied by any tool that copies what is new;
// copy it after the backup.
type about struct {
	Version  int       `json:"version"` // 1
	Made     time.Time `json:"made"`
	Epoch    string    `json:"epoch"`
	Sequence uint64    `json:"sequence"` // at least: rows may have come while it was written
}

const rowsEntry, aboutEntry, keysEntry = "rows", "backup.json", "keys/"

// backupOrder is what the command asks the program that serves.
func backupOrder() order {
	return order{name: "backup", help: "write a backup to the output; better: denghuo backup FILE",
		run: func(p *program, c call) error { return p.backup(c.out) }}
}

func (p *program) backup(out io.Writer) error {
	z := zip.NewWriter(out)
	a := about{Version: 1, Made: time.Now().UTC()}
	a.Epoch, a.Sequence = p.store.At()
	w, err := z.Create(aboutEntry)
	if err == nil {
		err = json.NewEncoder(w).Encode(a)
	}
	if err == nil {
		w, err = z.Create(rowsEntry)
	}
	if err == nil {
		err = p.store.Backup(w)
	}
	if err == nil {
		err = zipKeys(z, filepath.Join(p.opts.data, "keys"))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return nil
}

func zipKeys(z *zip.Writer, dir string) error {
	keys, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, key := range keys {
		b, err := os.ReadFile(filepath.Join(dir, key.Name()))
		if err != nil {
			return err
		}
		w, err := z.Create(keysEntry + key.Name())
		if err == nil {
			_, err = w.Write(b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// backup is the command. The file has its name only when it was loaded into an empty
// store and found whole: before that it is no backup.
func backup(args []string, out, errs io.Writer) (err error) {
	o, file, err := fileAndData("backup", args, errs)
	if err != nil {
		return err
	}
	part := file + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	err = carryOutAt(o, backupOrder(), call{ctx: context.Background(), in: strings.NewReader(""), out: f}, errs)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	found, err := proveBackup(part)
	if err != nil {
		return fmt.Errorf("the backup is not whole: %w", err)
	}
	if err := os.Rename(part, file); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	fmt.Fprintf(out, "%s: %s, loaded and found whole. Keys are in it: keep it safe. Photos are not: copy their folder.\n", file, found)
	return nil
}

// proveBackup loads the file into an empty store beside it.
func proveBackup(file string) (found string, err error) {
	dir, err := os.MkdirTemp(filepath.Dir(file), ".proof-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return unpack(file, dir)
}

// restore is the command: a backup becomes a data folder, in a new epoch.
func restore(args []string, out, errs io.Writer) error {
	o, file, err := fileAndData("restore", args, errs)
	if err != nil {
		return err
	}
	for _, name := range []string{"rows", "rows.seq", "keys"} {
		if _, err := os.Stat(filepath.Join(o.data, name)); !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s has %s already: restore into an empty folder", o.data, name)
		}
	}
	found, err := unpack(file, o.data)
	if err != nil {
		return fmt.Errorf("restore %s: %w", file, err)
	}
	fmt.Fprintf(out, "%s: %s, in a new epoch: phones bring back what they have sent since. Copy the photos back too.\n", o.data, found)
	return nil
}

// unpack makes a data folder of a backup and proves it: counts, index, the sequence,
// the books, and that all keys are there. What it made stays only if all is well.
func unpack(file, data string) (found string, err error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return "", fmt.Errorf("open the backup: %w", err)
	}
	defer z.Close()
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(filepath.Join(data, "rows")), os.RemoveAll(filepath.Join(data, "rows.seq")), os.RemoveAll(filepath.Join(data, "keys")))
		}
	}()
	var a about
	if err := readEntry(z, aboutEntry, func(r io.Reader) error { return json.NewDecoder(r).Decode(&a) }); err != nil {
		return "", err
	}
	if a.Version != 1 {
		return "", fmt.Errorf("a backup of version %d, this program knows 1", a.Version)
	}
	if err := unpackKeys(z, filepath.Join(data, "keys")); err != nil {
		return "", err
	}
	return unpackRows(z, filepath.Join(data, "rows"), a)
}

func readEntry(z *zip.ReadCloser, name string, f func(io.Reader) error) error {
	r, err := z.Open(name)
	if err != nil {
		return fmt.Errorf("read %s of the backup: %w", name, err)
	}
	err = f(r)
	if err == nil {
		_, err = io.Copy(io.Discard, r) // to its end, where the checksum is compared
	}
	if err = errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("read %s of the backup: %w", name, err)
	}
	return nil
}

func unpackKeys(z *zip.ReadCloser, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, entry := range z.File {
		name, ok := strings.CutPrefix(entry.Name, keysEntry)
		if !ok {
			continue
		}
		if name != filepath.Base(name) || slices.Contains([]string{"", ".", ".."}, name) {
			return fmt.Errorf("a key named %q", entry.Name)
		}
		err := readEntry(z, entry.Name, func(r io.Reader) error {
			b, err := io.ReadAll(io.LimitReader(r, 1<<20))
			return errors.Join(err, os.WriteFile(filepath.Join(dir, name), b, 0o600))
		})
		if err != nil {
			return err
		}
	}
	_, err := os.Stat(filepath.Join(dir, "seal"))
	return err
}

func unpackRows(z *zip.ReadCloser, dir string, a about) (found string, err error) {
	s, err := store.Open(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := readEntry(z, rowsEntry, s.Restore); err != nil {
		return "", err
	}
	epoch, seq := s.At()
	if seq < a.Sequence || epoch == a.Epoch {
		return "", fmt.Errorf("sequence %d of %d, epoch %s after %s", seq, a.Sequence, epoch, a.Epoch)
	}
	if err := s.Check(); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d changes as of %s", seq, a.Made.Format(time.RFC3339)), nil
}

// fileAndData reads what both commands take.
func fileAndData(name string, args []string, errs io.Writer) (o options, file string, err error) {
	f := flag.NewFlagSet("denghuo "+name, flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.data, "data", fromEnv("DATA", "./data"), "where everything is kept")
	if err := f.Parse(args); err != nil {
		return o, "", err
	}
	if f.NArg() != 1 {
		return o, "", fmt.Errorf("denghuo %s takes the name of one file", name)
	}
	return o, f.Arg(0), nil
}

// backupUsage is their part of the help.
const backupUsage = `
Copies, beside a running program or alone; --data DIR as for serve:
  backup FILE     write a backup, load it into an empty store and check it;
                  only then has it its name. Keys are in it, photos are not:
                  copy their folder (or bucket) after it, they never change
  restore FILE    make a data folder of a backup, in a new epoch: phones bring
                  back what they have sent since
`
