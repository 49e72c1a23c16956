package lamp

import (
	"slices"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Rules is a record: what the administrator sets. There is one; without it the shipped
// ones hold. A line that is not wanted any more is switched off and stays, since old
// reports name it.
type Rules struct {
	ID        op.ID         `json:"id"`
	SetBy     op.ID         `json:"set_by,omitempty"` // the op that set them; AsShipped before any
	Faults    []FaultDef    `json:"faults"`
	Deadlines []Deadline    `json:"deadlines"`
	Crews     []Crew        `json:"crews"`
	Reasons   []Reason      `json:"reasons"`
	Districts []DistrictDef `json:"districts"`
	Numbers   []Number      `json:"numbers,omitempty"` // since 2026-11; rules without have those that are shipped
	Causes    []CauseDef    `json:"causes,omitempty"`  // the same
}

// FaultDef is a kind of fault as the form offers it.
type FaultDef struct {
	ID    Fault  `json:"id"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Level Level  `json:"level"` // where no danger and no symptom says another
	Off   bool   `json:"off,omitempty"`
}

// Deadline is the promise of a level, in hours from the first report; 0: none.
type Deadline struct {
	Level     Level `json:"level"`
	Act       int   `json:"act"`
	Repair    int   `json:"repair"`
	Announced bool  `json:"announced,omitempty"` // the city has said so in public
}

// Crew is who lamps are given to. Who is in it only the staff know: CrewMembers.
type Crew struct {
	ID        op.ID    `json:"id"`
	Zh        string   `json:"zh"`
	En        string   `json:"en"`
	Districts []string `json:"districts,omitempty"`
	Off       bool     `json:"off,omitempty"`
}

// Reason is an answer that is offered where a state wants one.
type Reason struct {
	ID    string `json:"id"`
	For   State  `json:"for"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Owner Owner  `json:"owner,omitempty"` // whose it is, where the reason says so
	Off   bool   `json:"off,omitempty"`
}

// DistrictDef is a district as lists offer it.
type DistrictDef struct {
	ID  string `json:"id"`
	Zh  string `json:"zh"`
	En  string `json:"en"`
	Off bool   `json:"off,omitempty"`
}

// Number is whom to call where there is danger.
type Number struct {
	ID  string `json:"id"`
	Zh  string `json:"zh"`
	En  string `json:"en"`
	Tel string `json:"tel"` // as it is dialled: digits, with + and - between
	Off bool   `json:"off,omitempty"`
}

// CauseDef is what a crew found, as it is offered when a lamp is repaired.
type CauseDef struct {
	ID  Cause  `json:"id"`
	Zh  string `json:"zh"`
	En  string `json:"en"`
	Off bool   `json:"off,omitempty"`
}

// rulesID is the one record.
const rulesID op.ID = "lamp"

// AsShipped is what the rules of a new city are set by.
const AsShipped op.ID = "shipped"

// RulesTable has one record, or none.
var RulesTable = op.Table[Rules]{Name: "rules"}

// RecordID is always the same.
func (r Rules) RecordID() op.ID { return rulesID }

// Audience is everybody: the form and the promise are for all.
func (r Rules) Audience() []person.Scope { return []person.Scope{person.Public} }

// CrewMembers is a record: who is in a crew.
type CrewMembers struct {
	Crew    op.ID       `json:"crew"`
	Members []person.ID `json:"members"`
}

// Members has one record a crew.
var Members = op.Table[CrewMembers]{Name: "crew"}

// RecordID is the crew's.
func (c CrewMembers) RecordID() op.ID { return c.Crew }

// Audience is the staff.
func (c CrewMembers) Audience() []person.Scope { return []person.Scope{person.Staff} }

// CrewsOf are the crews that a person is in.
func CrewsOf(r op.Reader, who person.ID) (crews []op.ID) {
	Members.Each(r, func(c CrewMembers) bool {
		if slices.Contains(c.Members, who) {
			crews = append(crews, c.Crew)
		}
		return true
	})
	return crews
}

// RulesOf is what the administrator set, else what is shipped.
func RulesOf(r op.Reader) Rules {
	if set, ok := RulesTable.Get(r, rulesID); ok {
		return set.whole()
	}
	return Shipped()
}

// whole is the rules with the lists that were not known yet when they were set.
func (r Rules) whole() Rules {
	if r.Numbers == nil {
		r.Numbers = Shipped().Numbers
	}
	if r.Causes == nil {
		r.Causes = Shipped().Causes
	}
	return r
}

// Shipped is the rules of a new city: the levels of the field, which no city has
// announced, and the answers that its staff give. The lists are the caller's own.
func Shipped() Rules {
	rules := shipped
	rules.Faults = append([]FaultDef(nil), shipped.Faults...)
	rules.Deadlines = append([]Deadline(nil), shipped.Deadlines...)
	rules.Crews = append([]Crew(nil), shipped.Crews...)
	rules.Reasons = append([]Reason(nil), shipped.Reasons...)
	rules.Numbers = append([]Number(nil), shipped.Numbers...)
	rules.Causes = append([]CauseDef(nil), shipped.Causes...)
	for _, d := range geo.Districts {
		rules.Districts = append(rules.Districts, DistrictDef{ID: d.ID, Zh: d.Zh, En: d.En})
	}
	return rules
}

// shipped is never changed: lists that a function makes anew are filled, and compared,
// by more code than they have words.
var shipped = Rules{ID: rulesID, SetBy: AsShipped,
	Faults: []FaultDef{
		{ID: Dark, Zh: "灯不亮", En: "Lamp is dark", Level: P2},
		{ID: NoLamp, Zh: "没有路灯", En: "No lamps here", Level: P4},
		{ID: Works, Zh: "施工周边太暗", En: "Dark near works", Level: P4},
		{ID: Lane, Zh: "背街小巷没亮", En: "Lane unlit", Level: P4},
		{ID: Facility, Zh: "灯杆箱体损坏", En: "Pole or box broken", Level: P2},
		{ID: Other, Zh: "其他", En: "Other", Level: P3},
	},
	Deadlines: []Deadline{
		{Level: P0, Act: 1, Repair: 24},
		{Level: P1, Act: 12, Repair: 24},
		{Level: P2, Act: 24, Repair: 72},
		{Level: P3, Act: 72, Repair: 14 * 24},
		{Level: P4, Act: 15 * 24},
	},
	Crews: []Crew{
		{ID: "erqi", Zh: "二七班组", En: "Erqi crew", Districts: []string{"erqi", "guancheng", "xinzheng"}},
		{ID: "zhongyuan", Zh: "中原班组", En: "Zhongyuan crew", Districts: []string{"zhongyuan", "shangjie", "xingyang", "xinmi", "dengfeng", "gongyi"}},
		{ID: "jinshui", Zh: "金水班组", En: "Jinshui crew", Districts: []string{"jinshui", "huiji", "zhongmu"}},
	},
	Reasons: []Reason{
		{ID: "no_fault", For: Declined, Zh: "夜间到现场看过，灯是亮的", En: "Looked at night: it is lit"},
		{ID: "by_design", For: Declined, Zh: "这里按设计不设路灯", En: "No lamp is planned here"},
		{ID: "outside", For: Declined, Zh: "不在郑州市范围内", En: "Outside the city"},
		{ID: "unusable", For: Declined, Zh: "看不出是哪里、什么问题", En: "It does not say where or what"},
		{ID: "developer", For: Watched, Zh: "还没移交，由开发建设单位负责", En: "Not handed over: the developer's", Owner: OfDeveloper},
		{ID: "works", For: Watched, Zh: "施工占用，由施工单位负责", En: "Works: the builder's", Owner: OfWorks},
		{ID: "estate", For: Watched, Zh: "小区内部，由物业负责", En: "Inside an estate: its manager's", Owner: OfEstate},
		{ID: "power_company", For: Watched, Zh: "供电故障，由供电公司负责", En: "Power supply: the power company's", Owner: OfPower},
		{ID: "where", For: Returned, Zh: "请补充位置：路口、门牌或灯杆编号", En: "Please say where: a crossing, a number or the pole's plate"},
		{ID: "picture", For: Returned, Zh: "请补一张照片", En: "Please add a photo"},
		{ID: "power", For: Waiting, Zh: "等供电", En: "Waiting for power"},
		{ID: "parts", For: Waiting, Zh: "等配件", En: "Waiting for parts"},
		{ID: "digging", For: Waiting, Zh: "等开挖许可", En: "Waiting for leave to dig"},
		{ID: "handover", For: Waiting, Zh: "还没移交", En: "Not handed over yet"},
		{ID: "not_ours", For: Waiting, Zh: "到现场看过，不归路灯单位管，正在核对归属", En: "Not the lighting office's, being cleared up"},
		{ID: "none_found", For: Waiting, Zh: "到现场没发现故障，等复核", En: "No fault found on the spot, to be checked"},
	},
	Numbers: []Number{
		{ID: "police", Zh: "报警", En: "Police", Tel: "110"},
		{ID: "power", Zh: "供电抢修", En: "Power line", Tel: "95598"},
	},
	Causes: []CauseDef{
		{ID: LampCause, Zh: "灯具", En: "Lamp"},
		{ID: Cable, Zh: "线路", En: "Cable"},
		{ID: Box, Zh: "箱变", En: "Box"},
		{ID: NoPower, Zh: "停电", En: "No power"},
		{ID: MovedForWorks, Zh: "施工挪杆", En: "Moved for works"},
		{ID: Damage, Zh: "损坏被盗", En: "Damage, theft"},
		{ID: Control, Zh: "控制器", En: "Control"},
		{ID: Tree, Zh: "树遮挡", En: "Tree"},
		{ID: NotHandedOver, Zh: "未移交", En: "Not handed over"},
		{ID: NoFault, Zh: "没发现故障", En: "No fault"},
	}}

// knows reports whether the fault is defined. One that is switched off is: phones
// without a network still offer it.
func (r Rules) knows(f Fault) bool {
	_, ok := r.Fault(f)
	return ok
}

// Fault finds a fault by its ID.
func (r Rules) Fault(id Fault) (FaultDef, bool) {
	for _, f := range r.Faults {
		if f.ID == id {
			return f, true
		}
	}
	return FaultDef{}, false
}

// Crew finds a crew by its ID. Old moves have a name instead, and it finds none.
func (r Rules) Crew(id string) (Crew, bool) {
	for _, c := range r.Crews {
		if string(c.ID) == id {
			return c, true
		}
	}
	return Crew{}, false
}

// Reason finds a reason by its ID. Whoever writes their own words has none.
func (r Rules) Reason(id string) (Reason, bool) {
	for _, one := range r.Reasons {
		if one.ID == id {
			return one, true
		}
	}
	return Reason{}, false
}

// Cause finds a cause by its ID.
func (r Rules) Cause(id Cause) (CauseDef, bool) {
	for _, c := range r.Causes {
		if c.ID == id {
			return c, true
		}
	}
	return CauseDef{}, false
}

// District finds a district by its ID.
func (r Rules) District(id string) (DistrictDef, bool) {
	for _, d := range r.Districts {
		if d.ID == id {
			return d, true
		}
	}
	return DistrictDef{}, false
}

// Deadline finds a level's promise.
func (r Rules) Deadline(l Level) Deadline {
	for _, d := range r.Deadlines {
		if d.Level == l {
			return d
		}
	}
	return Deadline{Level: l}
}
