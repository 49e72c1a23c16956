// Package frame is what stands around every screen: the page with its tab bar and
// the strip that tells how things are with the network, language, theme and 长辈版.
// A screen gives its body and gets a Port; it never sees storage, line or browser.
//
// Page is a function and no component: two routes whose root has the same Go type
// would be updated in place, and only exported fields are copied then.
package frame

import (
	"time"

	"denghuo/app/door"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
	"denghuo/shared/wire"
)

// Port is all that a screen may see and do. The server prerenders with one that
// reads public rows and has no Do: a nil func means "not here".
type Port struct {
	View  func() op.Reader
	Watch func(func()) (stop func()) // called after every change of rows, outbox, line, looks
	Do    func(op.Op) error          // waits for storage: call it through ctx.Async; nil before the phone is open
	Me    func() person.Actor
	NewID func() op.ID
	Now   func() time.Time // the city's time, as well as this phone knows it
	Line  func() Line
	Looks func() Looks

	SetLooks func(Looks)

	Waiting func() []Waiting
	Refused func() []Refused
	Dismiss func(op.Hash) error // lets a refused one go
	Retry   func()              // try the line now

	Withdraw func(n uint64) error             // takes back what the city cannot have heard; waits
	Rewrite  func(n uint64, o op.Op) error    // puts another op in its place; waits
	Export   func() error                     // saves the outbox as a file; waits
	Import   func(file any) (Imported, error) // brings one in; waits; file is a js.Value of a File

	Place func() (geo.Point, error)                  // asks the phone; waits
	Keep  func(file any) (KeptPhoto, error)          // shrinks a picked file and keeps it; waits; file is a js.Value of a File
	Shown func(h photo.Hash) (url string, err error) // an object URL or an address of the photo; waits

	Blacken func(photo.Hash, []Box) (KeptPhoto, error) // draws boxes over a kept photo, keeps that, and lets the other go; waits
	Forget  func(photo.Hash)                           // lets a kept photo go that no op names
	Lend    func([]photo.Hash)                         // brings photos from the city to lie here for when there is no network; asks no one and may take a while
	Photos  func() []PhotoWay                          // what the city is still to get, the oldest first

	News     func() int // lines of the inbox that were not read; nil: nobody counts
	Recalled func() int // jobs that were taken back from this crew and that it has not seen; nil: nobody counts

	Door *door.Door // the city's counter: signing in, cards, one's own data, the administrator's errands; nil before the program has come

	Recall   func(name string) string    // a small note of this person's on this phone; empty: none, or forgotten
	Remember func(name, note string)     // writes it, or drops it when empty
	Notes    func(begin string) []string // names those that begin so

	Device Device // zero in a prerender

	Root *Root // the page that is open; nil in a prerender
	Kept *Kept // what screens hold over from one to the next; nil in a prerender
}

// Line is how things are with the city.
type Line struct {
	Online  bool
	Off     bool      // not online, and not only because it has just begun
	AsOf    time.Time // when the city was last heard; zero: never
	Behind  bool      // a long catch-up is under way
	Storage bool      // false: this phone cannot keep anything (private window, full)
	Trouble words.T   // a calm sentence when the city said no to the line; empty otherwise
	Out     bool      // the trouble is that nobody is signed in any more
	Renew   bool      // a new version of the program is ready
	Why     words.T   // what is the matter with storage, if more is known
	Lost    int       // ops that were kept here and are gone with the browser's storage
	Private bool      // all is forgotten when the last private window closes

	Place wire.Place // where what was sent last stands in the city's queue, as long as it is not decided; zero: not known
	Full  bool       // the city had no room for it: it is not taken yet

	SafeUntil time.Time // the browser forgets what is not used until then; zero: it does not
}

// Looks is what a person chose.
type Looks struct {
	Lang  words.Lang
	Care  bool   // 长辈版
	Theme string // light, dark, or empty to follow the phone
}

// Waiting is an op that the city has not heard yet.
type Waiting struct {
	N    uint64
	Op   op.Op // nil if this program cannot read it
	Kind string
	At   time.Time
	Sent bool // on its way

	Offered bool // the city may have heard it: it cannot be taken back here
}

// Imported is what became of a file's ops.
type Imported struct {
	Taken, Known int
	Refused      []ImportedLine
}

// ImportedLine is one that was not taken; At counts from 1.
type ImportedLine struct {
	At      int
	Refusal op.Refusal
}

// Refused is an op that the city said no to, with its words kept.
type Refused struct {
	ID      op.Hash
	Op      op.Op
	Kind    string
	At      time.Time
	Refusal op.Refusal
}

// KeptPhoto is a photo that lies in this phone's storage.
type KeptPhoto struct {
	Hash  photo.Hash
	Bytes int
	URL   string // to show it
}

// Box is a part of a photo, in shares of its width and height: 0 to 1 from the
// left and from the top.
type Box struct{ X, Y, W, H float64 }

// PhotoWay is how far a photo is that an op names and the city does not have yet.
type PhotoWay struct {
	Hash    photo.Hash
	Percent int
	Refused op.Code // why the city will not have it; empty: it may still
}

// Draft is a report that waits and is being changed: /me lays it before the form.
type Draft struct {
	N      uint64      `json:"n"`
	Report lamp.Submit `json:"report"`
}
