package privacy

// DaysGone is how long the city remembers that a record is gone, so that a phone
// that was away learns it. A phone that was away longer takes everything anew.
const DaysGone = 90

// table is the table. Periods are in days; why each is as long as it is stands
// beside it.
var table = []Kept{
	// What a person says about lamps.
	{Name: "report", Why: Task, Who: []Reader{You, Staff}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "photo", Why: Task, Who: []Reader{You, Staff}, Term: Term{From: Deleted}, Fate: Gone},
	{Name: "voice", Why: Task, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "mover", Why: Task, Who: []Reader{You, Staff}, Term: Term{From: Deleted}, Fate: Pseudonym},
	// The place of a lamp is public while it is dark and a season after; it names nobody.
	{Name: "spot", Why: Task, Who: []Reader{All}, Term: Term{From: Lit, Days: 90}, Fate: Stays},

	// What the staff write down in the ledger: who walked where and who put what right. It
	// is the book that public figures are counted from.
	{Name: "patrol", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "section", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "blind", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "work", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},

	// What the staff write down about lamps. It names staff and no resident.
	{Name: "told", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "likely", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "past", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "job", Why: Books, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "office_note", Why: Task, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "crew", Why: Task, Who: []Reader{Staff}, Term: Term{From: Account}, Fate: Stays},
	{Name: "shown", Why: Task, Who: []Reader{All}, Term: Term{From: Deleted}, Fate: Gone},

	// What a person gets.
	{Name: "claim", Why: Books, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "coupon", Why: Books, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Pseudonym},

	// What a shop took it for; the account with the shops is settled by it.
	{Name: "redemption", Why: Books, Who: []Reader{You, Shop, Staff}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "showing", Why: Service, Who: []Reader{You, Shop}, Term: Term{From: Made, Days: 1}, Fate: Gone},
	{Name: "entry", Why: Books, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "winners", Why: Books, Who: []Reader{Nobody}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "coupon_code", Why: Books, Who: []Reader{Nobody}, Term: Term{From: Deleted}, Fate: Pseudonym},
	{Name: "till_day", Why: Books, Who: []Reader{Shop, Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "drop_board", Why: Books, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	// Who prepared and who reviewed what was announced.
	{Name: "plan", Why: Books, Who: []Reader{Staff}, Term: Term{From: Always}, Fate: Stays},
	{Name: "draw_seed", Why: Books, Who: []Reader{Nobody}, Term: Term{From: Always}, Fate: Stays},

	// Who a person is. A device that was silent for longer than a phone is usually
	// kept away has been wiped, sold or thrown away.
	{Name: "device", Why: Service, Who: []Reader{You}, Term: Term{From: Used, Days: 400}, Fate: Gone},
	{Name: "account", Why: Service, Who: []Reader{You, Admin}, Term: Term{From: Account}, Fate: Gone},
	{Name: "secret", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	{Name: "login", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	{Name: "admins", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	{Name: "key", Why: Safety, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	{Name: "held", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	// Long enough to ask "was that me?" after a month.
	{Name: "session", Why: Safety, Who: []Reader{You, Admin}, Term: Term{From: Ended, Days: 30}, Fate: Gone},

	// The card. A line that no file of the register had for a year is of a card that
	// is no more.
	{Name: "card", Why: Task, Who: []Reader{Nobody}, Term: Term{From: Listed, Days: 400}, Fate: Cut},
	{Name: "holder", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Account}, Fate: Gone},
	{Name: "code", Why: Service, Who: []Reader{Nobody}, Term: Term{From: Ended, Days: 1}, Fate: Gone},
	// The longest limit of codes counts a day.
	{Name: "sending", Why: Safety, Who: []Reader{Nobody}, Term: Term{From: Used, Days: 1}, Fate: Stays},

	// The machinery. Marks and answers keep an op from being done twice.
	{Name: "mark", Why: Service, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Gone},
	{Name: "answer", Why: Service, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Gone},
	// The law on network security wants 180 days at least.
	{Name: "audit", Why: Safety, Who: []Reader{Admin}, Term: Term{From: Made, Days: 180}, Fate: Stays},
	{Name: "audit_head", Why: Safety, Who: []Reader{Admin}, Term: Term{From: Always}, Fate: Stays},
	{Name: "count", Why: Task, Who: []Reader{Nobody}, Term: Term{From: Always}, Fate: Stays},
	{Name: "stock", Why: Books, Who: []Reader{Nobody}, Term: Term{From: Always}, Fate: Stays},

	// What lies beside the records.
	{Name: "picture", Why: Task, Who: []Reader{You, Staff}, Term: Term{From: Deleted}, Fate: Gone, Beside: true},
	{Name: "gone", Why: Service, Who: []Reader{You}, Term: Term{From: Made, Days: DaysGone}, Fate: Stays, Beside: true},
	{Name: "backup", Why: Safety, Who: []Reader{Admin}, Term: Term{From: Operator}, Fate: Stays, Beside: true},
	{Name: "keys", Why: Safety, Who: []Reader{Nobody}, Term: Term{From: Always}, Fate: Stays, Beside: true},
	{Name: "phone", Why: Service, Who: []Reader{You}, Term: Term{From: Deleted}, Fate: Gone, Beside: true},
}
