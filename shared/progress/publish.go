package progress

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// WrongShare is a percentage outside 0 to 100 on a cumulative figure.
const WrongShare op.Code = "wrong_share"

// PublishBulletin puts a bulletin before all readers in one step.
type PublishBulletin struct {
	Bulletin Bulletin `json:"bulletin"`
}

// Kind is decided by the city only.
func (PublishBulletin) Kind() op.Kind {
	return op.Kind{Name: "progress.bulletin", Delivery: op.Live}
}

// Check wants a quarter, and figures that were printed with a value.
func (p PublishBulletin) Check() error {
	b := p.Bulletin
	if !op.ValidID(b.ID) || b.Quarter < 1 || b.Quarter > 4 || b.Year < 2000 {
		return op.Refuse(op.Malformed, "quarter")
	}
	if len(b.Projects) == 0 {
		return op.Refuse(op.Missing, "projects")
	}
	for _, project := range b.Projects {
		for _, f := range project.Figures {
			if f.Quoted == "" {
				return op.Refuse(op.Missing, f.ID)
			}
			if f.Percent != nil && (*f.Percent < 0 || *f.Percent > 100) {
				return op.Refuse(WrongShare, f.ID)
			}
		}
	}
	return nil
}

// Apply is for the city's import; a second person's approval comes with the
// editor's room.
func (p PublishBulletin) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	return Bulletins.Put(tx, p.Bulletin)
}

// PublishCampaign puts the campaign's page before all readers.
type PublishCampaign struct {
	Campaign Campaign `json:"campaign"`
}

// Kind is decided by the city only.
func (PublishCampaign) Kind() op.Kind {
	return op.Kind{Name: "progress.campaign", Delivery: op.Live}
}

// Check wants a name, a day and the operations.
func (p PublishCampaign) Check() error {
	if c := p.Campaign; !op.ValidID(c.ID) || c.AsOf == "" || len(c.Operations) == 0 {
		return op.Refuse(op.Missing, "campaign")
	}
	return nil
}

// Apply is for the city's import.
func (p PublishCampaign) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	return Campaigns.Put(tx, p.Campaign)
}
