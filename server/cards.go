package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"denghuo/app/words"
	"denghuo/server/people"
	"denghuo/server/seed"
	"denghuo/shared/person"
)

const cardsUsage = `  --sms-webhook URL   where codes for cards are posted, DENGHUO_SMS_WEBHOOK none
                  signed, for any SMS gateway
  --sms-secret-file F  the secret that signs them  DENGHUO_SMS_SECRET_FILE none
`

// smsFlags are how one-time codes leave the city.
type smsFlags struct {
	webhook    string
	secretFile string
}

func (o *smsFlags) flags(f *flag.FlagSet, env func(name, otherwise string) string) {
	f.StringVar(&o.webhook, "sms-webhook", env("SMS_WEBHOOK", ""), "where codes for cards are posted")
	f.StringVar(&o.secretFile, "sms-secret-file", env("SMS_SECRET_FILE", ""), "file with the secret that signs them")
}

// sender is the webhook if there is one, and in a demo the program's own output. A
// city with neither binds no cards.
func (p *program) sender() (people.Sender, error) {
	o := p.opts.sms
	switch {
	case o.webhook != "":
		secret, err := os.ReadFile(o.secretFile)
		if err != nil {
			return nil, fmt.Errorf("read --sms-secret-file: %w", err)
		}
		return people.NewWebhook(o.webhook, []byte(strings.TrimSpace(string(secret))), time.Now)
	case p.opts.demo:
		return people.NewLogSender(p.out), nil
	}
	return nil, nil
}

// openCards joins the register to the people.
func (p *program) openCards() error {
	keys, err := cardKeys(filepath.Join(p.opts.data, "keys"))
	if err != nil {
		return err
	}
	sender, err := p.sender()
	if err != nil {
		return err
	}
	p.cards = people.NewCards(p.people, people.CardsConfig{Keys: keys, Sender: sender, Text: words.CodeText,
		Pictures: p.photos, Readme: words.ArchiveReadme})
	p.people.Cards = p.cards.Ready()
	return nil
}

// cardKeys reads the keys of the register, or makes them. To change the contact key
// rename its file to contact.1 (or a higher number) and start: a new one is made, the
// old ones still open what they sealed, and each file of the register that is brought
// in seals its numbers anew.
func cardKeys(dir string) (k people.CardKeys, err error) {
	if k.Hash, err = secret(filepath.Join(dir, "cards"), 32); err != nil {
		return k, err
	}
	older, err := filepath.Glob(filepath.Join(dir, "contact.*"))
	if err != nil {
		return k, fmt.Errorf("look for contact keys: %w", err)
	}
	slices.Sort(older)
	for _, path := range append([]string{filepath.Join(dir, "contact")}, older...) {
		key, err := secret(path, 32)
		if err != nil {
			return k, err
		}
		k.Contact = append(k.Contact, key)
	}
	return k, nil
}

// fillCards brings in the demo's register.
func (p *program) fillCards(ctx context.Context) error {
	done, err := p.cards.Import(ctx, strings.NewReader(seed.Register), person.TheCity())
	if err == nil && done.Wrongs > 0 {
		err = errors.New("a line of it is wrong")
	}
	if err != nil {
		return fmt.Errorf("bring in the demo's cards: %w", err)
	}
	return nil
}

// tidy runs a loop of the city's own until ctx ends, and tells when it cannot go on
// because a commit's outcome is unknown.
func tidy(ctx context.Context, loop func(context.Context) error, broken chan<- error) {
	if err := loop(ctx); err != nil {
		broken <- err
	}
}

// cardOrders are the commands of the card register.
func cardOrders() []order {
	return []order{
		{name: "cards import", args: "FILE.csv", help: "bring in the card register: name,number,phone in UTF-8 or GBK", file: true, run: importCards},
		{name: "cards count", help: "how many cards the register has, and how many are bound", run: countCards},
	}
}

// importCards says what became of the file, and names every line that was not taken.
func importCards(p *program, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	done, err := p.cards.Import(c.ctx, c.in, person.TheCity())
	for _, w := range done.Wrong {
		fmt.Fprintf(c.out, "line %d is not taken: %s\n", w.Line, w.Code)
	}
	if more := done.Wrongs - len(done.Wrong); more > 0 {
		fmt.Fprintf(c.out, "and %d more\n", more)
	}
	fmt.Fprintf(c.out, "%d added, %d changed, %d the same, %d not taken\n", done.Added, done.Changed, done.Same, done.Wrongs)
	if err != nil {
		return fmt.Errorf("stopped at line %d, what came before is kept: %w", done.Line, err)
	}
	return nil
}

func countCards(p *program, c call) error {
	if len(c.args) != 0 {
		return errUsage
	}
	cards, bound := p.cards.Count()
	_, err := fmt.Fprintf(c.out, "%d cards, %d bound\n", cards, bound)
	return err
}
