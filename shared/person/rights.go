package person

// Right says whose things a role may do an op to.
type Right int

// No means that it may not at all. Own is what is theirs, or what becomes theirs by
// it. Any is everybody's.
const (
	No Right = iota
	Own
	Any
)

// Rule is one line of the table: who may do ops of one kind. What no role may do is
// the city's own, made by its edge or its loops.
type Rule struct {
	Kind string
	May  Rights
	Else string // the code that says no; empty: not_allowed
}

// Rights are what each role may; a role that is not there may not.
type Rights map[Role]Right

// Roles is everybody but the city itself, in the order of a table's columns.
var Roles = []Role{Resident, Cardholder, Clerk, Crew, Officer, Merchant, Admin}

// rules is the role table. op.Run asks it before an op runs, wherever it runs, so an op
// without a line is the city's alone. Whose a thing is only the op can tell: what is
// Own here it must look at itself, and a test in shared/city runs every op as every
// role on their own and on others' things, and compares.
var rules = []Rule{
	{Kind: "lamp.submit", May: all(Own)},
	{Kind: "lamp.move", May: all(Own, of(Any, Clerk, Crew, Admin))}, // which steps each of them may take is the diagram's
	{Kind: "lamp.amend", May: all(Own)},
	{Kind: "lamp.undo", May: all(Own, of(Any, Clerk, Admin))},
	{Kind: "lamp.merge", May: of(Any, Clerk, Admin)},
	{Kind: "lamp.split", May: of(Any, Clerk, Admin)},
	{Kind: "lamp.part", May: of(Any, Clerk, Admin)},
	{Kind: "lamp.begin", May: of(Any, Clerk, Crew, Admin)},
	{Kind: "lamp.note", May: of(Any, Clerk, Crew, Admin)},
	{Kind: "lamp.set", May: of(Any, Clerk, Admin)},
	{Kind: "lamp.let_out", May: of(Any, Clerk, Admin)},
	{Kind: "lamp.rules", May: of(Any, Admin)},
	{Kind: "lamp.tend"},

	{Kind: "ledger.patrol", May: of(Any, Clerk, Admin).and(Own, Crew)},
	{Kind: "ledger.section", May: of(Any, Clerk, Admin).and(Own, Crew)},
	{Kind: "ledger.blind", May: of(Any, Clerk, Admin).and(Own, Crew)},
	{Kind: "ledger.work", May: of(Any, Clerk, Admin).and(Own, Crew)},
	{Kind: "ledger.lamps"}, {Kind: "ledger.tell"},

	{Kind: "offer.claim", May: of(Own, Cardholder), Else: "card_needed"},
	{Kind: "offer.give_back", May: of(Own, Cardholder)},
	{Kind: "offer.redeem", May: of(Own, Merchant)},
	{Kind: "offer.present", May: of(Own, Merchant, Officer, Admin)},
	{Kind: "offer.reverse", May: of(Any, Officer, Admin).and(Own, Merchant)},
	{Kind: "offer.publish"},
	{Kind: "offer.plan", May: of(Any, Officer, Admin)},
	{Kind: "offer.review", May: of(Any, Officer, Admin)}, // never of what they wrote themselves
	{Kind: "offer.announce", May: of(Any, Officer, Admin)},
	{Kind: "offer.rehearse", May: of(Any, Officer, Admin)},
	{Kind: "offer.halt", May: of(Any, Officer, Admin)},
	{Kind: "offer.open", May: of(Any, Officer, Admin)}, // to practise; what counts is announced
	{Kind: "offer.stop", May: of(Any, Officer, Admin)},
	{Kind: "offer.shop", May: of(Any, Officer, Admin)},
	{Kind: "offer.cancel", May: of(Any, Officer, Admin)},
	{Kind: "offer.seal"}, {Kind: "offer.key"}, {Kind: "offer.tell"},

	{Kind: "account.add", May: of(Any, Admin)},
	{Kind: "account.change", May: of(Any, Admin)},
	{Kind: "account.password", May: holders(Own, of(Any, Admin))},
	{Kind: "account.passkey", May: holders(Own)},
	{Kind: "account.passkey_drop", May: holders(Own, of(Any, Admin))},
	{Kind: "account.end", May: all(Own, of(Any, Admin))},
	{Kind: "account.enter"}, {Kind: "account.wrong"}, {Kind: "account.begin"}, {Kind: "account.use"}, {Kind: "account.meet"},

	{Kind: "account.cards", May: of(Any, Admin)},
	{Kind: "account.unbind", May: of(Own, Cardholder)},
	{Kind: "account.lost", May: of(Any, Admin).and(Own, Cardholder)},
	{Kind: "account.code"}, {Kind: "account.try"},

	{Kind: "photo.arrive"}, {Kind: "city.join"}, {Kind: "city.forget"}, {Kind: "city.expire"},
	{Kind: "progress.bulletin"}, {Kind: "progress.campaign"},
}

func of(r Right, roles ...Role) Rights {
	rights := Rights{}
	for _, role := range roles {
		rights[role] = r
	}
	return rights
}

// and lays more rights over these.
func (r Rights) and(more Right, roles ...Role) Rights { return over(r, of(more, roles...)) }

// all gives everybody the same, but for some; holders everybody who has an account.
func all(r Right, but ...Rights) Rights     { return over(of(r, Roles...), but...) }
func holders(r Right, but ...Rights) Rights { return over(of(r, Roles[1:]...), but...) }

func over(rights Rights, more ...Rights) Rights {
	for _, m := range more {
		for role, r := range m {
			rights[role] = r
		}
	}
	return rights
}

// RuleOf finds the line of a kind.
func RuleOf(kind string) (Rule, bool) {
	for _, r := range rules {
		if r.Kind == kind {
			return r, true
		}
	}
	return Rule{}, false
}

// Kinds is every kind that has a line, in the order of the table.
func Kinds() []string {
	kinds := make([]string, len(rules))
	for i, r := range rules {
		kinds[i] = r.Kind
	}
	return kinds
}

// May is the most that the actor may do of a kind. The city may do everything, and
// whoever has no role has a resident's.
func May(kind string, a Actor) (right Right, refusal string) {
	if a.Is(System) {
		return Any, ""
	}
	rule, _ := RuleOf(kind)
	roles := a.Roles
	if len(roles) == 0 {
		roles = Roles[:1]
	}
	for _, role := range roles {
		right = max(right, rule.May[role])
	}
	if rule.Else == "" {
		rule.Else = "not_allowed"
	}
	return right, rule.Else
}
