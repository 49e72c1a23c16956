package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
)

// importUsage is said where no file is named.
const importUsage = "denghuo import lamps FILE   bring in the inventory: CSV (UTF-8 or GBK) or GeoJSON; --data DIR stands before lamps"

// importing is the command denghuo import: it asks the program that serves the data
// folder, or opens the data itself, as denghuo admin does.
func importing(args []string, out, errs io.Writer) error {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		fmt.Fprintln(out, importUsage)
		return nil
	}
	return admin(wordsAfterFlags("import", args), out, errs)
}

// wordsAfterFlags puts a word behind the flags of denghuo admin and before what is
// commanded.
func wordsAfterFlags(word string, args []string) []string {
	var none string
	f := flag.NewFlagSet("denghuo", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&none, "data", "", "")
	f.StringVar(&none, "photos", "", "")
	if f.Parse(args) != nil {
		return args // denghuo admin says what is wrong with them
	}
	at := len(args) - f.NArg()
	return slices.Concat(args[:at], []string{word}, args[at:])
}

// lampOrders are the commands of the inventory.
func lampOrders() []order {
	return []order{{name: "import lamps", args: "FILE", help: "bring in the inventory of lamps: CSV in UTF-8 or GBK, or GeoJSON", file: true, run: importLamps}}
}

// importLamps says what became of the file, and names every wrong line.
func importLamps(p *program, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	done, err := p.lights.Import(c.ctx, c.in)
	for _, w := range done.Wrong {
		fmt.Fprintf(c.out, "line %d is wrong: %s\n", w.Line, w.Code)
	}
	switch {
	case err != nil && done.Broken != "":
		return fmt.Errorf("stopped after %d of %d lamps, which are kept; bring the file in again: %w", done.Added+done.Changed+done.Same, done.Lines, err)
	case err != nil:
		return fmt.Errorf("nothing was brought in: %w", err)
	case done.Wrongs > 0:
		return fmt.Errorf("nothing was brought in: %d lines are wrong, %d are good", done.Wrongs, done.Lines)
	}
	_, err = fmt.Fprintf(c.out, "%d lamps: %d added, %d changed, %d the same\n", done.Lines, done.Added, done.Changed, done.Same)
	return err
}
