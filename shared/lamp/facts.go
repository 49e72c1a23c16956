package lamp

// Symptom is how a lamp is dark: one tap more for Dark.
type Symptom string

// Symptoms, in the order of the form. Names travel and are stored.
const (
	Out      Symptom = "out"
	Flickers Symptom = "flickers"
	Dim      Symptom = "dim"
	Burns    Symptom = "burns" // by day
	Several  Symptom = "several"
	Street   Symptom = "street"
)

// Symptoms is all of them, in the order of the form.
var Symptoms = []Symptom{Out, Flickers, Dim, Burns, Several, Street}

// Cause is what a crew found.
type Cause string

// The causes that a new city has. Names travel, are stored and counted.
const (
	LampCause     Cause = "lamp" // lamp or driver
	Cable         Cause = "cable"
	Box           Cause = "box" // box or transformer
	NoPower       Cause = "nopower"
	MovedForWorks Cause = "moved"
	Damage        Cause = "damage" // or theft
	Control       Cause = "control"
	Tree          Cause = "tree"
	NotHandedOver Cause = "nothandover"
	NoFault       Cause = "nofault"
)

// Owner is who has to act where it is not the city's lighting office.
type Owner string

// Owners, in the order of the form. Names travel and are stored.
const (
	OfCity      Owner = "city"
	OfDistrict  Owner = "district"
	OfDeveloper Owner = "developer" // not handed over
	OfWorks     Owner = "works"     // metro or other works
	OfEstate    Owner = "estate"
	OfPower     Owner = "power" // the power company
	OfUnknown   Owner = "unknown"
)

// Owners is all of them, in the order of the form.
var Owners = []Owner{OfCity, OfDistrict, OfDeveloper, OfWorks, OfEstate, OfPower, OfUnknown}

// Proof is what says that a lamp is lit.
type Proof string

// Proofs. ByNights is no evidence: shown as "not confirmed".
const (
	ByReporter Proof = "reporter"
	ByPatrol   Proof = "patrol"
	ByStaff    Proof = "staff"
	ByNights   Proof = "nights" // seven nights without contradiction
)

// Level is how urgent a spot is, P0 first.
type Level string

// Levels: P0 danger, P1 several lamps, P2 one lamp, P3 dim or burning by day, P4 no lamps.
const (
	P0 Level = "P0"
	P1 Level = "P1"
	P2 Level = "P2"
	P3 Level = "P3"
	P4 Level = "P4"
)

// Levels is all of them, the most urgent first.
var Levels = []Level{P0, P1, P2, P3, P4}

// Done is what a job did, in the units that the bulletin prints.
type Done struct {
	Lamps       int `json:"lamps,omitempty"`        // 盏
	Facilities  int `json:"facilities,omitempty"`   // 处
	HighVoltage int `json:"high_voltage,omitempty"` // faults
	LowVoltage  int `json:"low_voltage,omitempty"`  // faults
	Boxes       int `json:"boxes,omitempty"`        // box transformers
}

// maxDone is more than one job can do: a slip of the finger is not published.
const maxDone = 9999

func (d Done) valid() bool {
	for _, n := range []int{d.Lamps, d.Facilities, d.HighVoltage, d.LowVoltage, d.Boxes} {
		if n < 0 || n > maxDone {
			return false
		}
	}
	return true
}

// worse is the danger that hurts sooner.
func worse(a, b Danger) Danger {
	if harm(b) > harm(a) {
		return b
	}
	return a
}

func harm(d Danger) int {
	switch d {
	case Wires:
		return 5
	case OpenDoor:
		return 4
	case Leaning:
		return 3
	case Hanging:
		return 2
	case Hit:
		return 1
	}
	return 0
}

// among reports whether v is one of all; empty counts as not told.
func among[T ~string](all []T, v T) bool {
	for _, one := range all {
		if one == v {
			return true
		}
	}
	return v == ""
}
