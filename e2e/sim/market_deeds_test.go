package sim

import (
	"fmt"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// arrive lets one late request come, again.
func (m *market) arrive() error {
	if len(m.late) == 0 {
		return nil
	}
	l := m.late[0]
	m.late = m.late[1:]
	for i := range l.jobs {
		l.jobs[i].At = m.now
	}
	return m.decide(l.jobs)
}

// pay shows a coupon at a till. The till does what its screen does.
func (m *market) pay(s, till *shopper) error {
	c, ok := offer.Coupons.Get(s.View(), offer.ClaimID(marketDrop, s.who.ID))
	if !ok || c.State != offer.Given || len(c.Seal) == 0 {
		return nil
	}
	text := offer.Show(c, s.CityNow())
	if m.rng.IntN(8) == 0 {
		m.pictures = append(m.pictures, picture{text, m.now})
	}
	if m.rng.IntN(3) > 0 { // nobody holds still for long
		m.now = m.now.Add(time.Second)
	}
	return m.scan(text, till)
}

func (m *market) scan(text string, till *shopper) error {
	p, err := offer.Read(text)
	if err != nil {
		return err
	}
	d, _, err := p.Check(till.View(), till.who.ID, till.CityNow())
	if _, refused := op.AsRefusal(err); refused {
		m.seen["refused by a till"]++
		return nil
	}
	if err != nil {
		return err
	}
	if why, _ := p.Spent(till.View()); why != "" {
		m.seen["known as "+string(why)]++
		return nil
	}
	o := offer.Redeem{ID: m.id(), Till: "t", Coupon: p.Coupon.ID, Drop: d.ID, Price: 5000, Offline: till.down, Proof: &offer.Proof{Step: p.Step, Sig: p.Sig}}
	err = till.Do(o)
	if _, refused := op.AsRefusal(err); refused {
		m.seen["no room in the day"]++
		return nil
	}
	if err != nil {
		return err
	}
	m.taken[o.ID] = till
	if m.hurt.lose && m.rng.IntN(10) == 0 { // a till that says taken and has kept nothing
		if w := till.Waiting(); len(w) == 1 {
			return till.Withdraw(w[0].N)
		}
	}
	return till.talk(false)
}

// trick shows a picture of a coupon that is older than a moving code holds.
func (m *market) trick(till *shopper) error {
	for _, p := range m.pictures {
		if m.now.Sub(p.at) < 5*time.Minute {
			continue
		}
		read, err := offer.Read(p.text)
		if err != nil {
			return err
		}
		if _, _, err := read.Check(till.View(), till.who.ID, till.CityNow()); err == nil {
			return fmt.Errorf("a picture of %v ago passes for a coupon", m.now.Sub(p.at))
		}
		m.seen["a picture"]++
		o := offer.Redeem{ID: m.id(), Coupon: read.Coupon.ID, Drop: marketDrop, Price: 5000, Proof: &offer.Proof{Step: read.Step, Sig: read.Sig}}
		if err := m.do(o, till.who); err == nil { // a till that does not look
			return fmt.Errorf("the city takes a picture of %v ago", m.now.Sub(p.at))
		}
		return nil
	}
	return nil
}

func (m *market) refund(till *shopper) error {
	var err error
	offer.Redemptions.Each(till.View(), func(r offer.Redemption) bool {
		if r.Outcome != offer.Counted || m.rng.IntN(4) > 0 {
			return true
		}
		m.seen["refunded"]++
		err = till.Do(offer.Reverse{Redemption: r.ID, Reason: "x"})
		return false
	})
	return err
}

func (m *market) giveBack(s *shopper) error {
	err := s.Do(offer.GiveBack{Coupon: offer.ClaimID(marketDrop, s.who.ID)})
	if _, refused := op.AsRefusal(err); refused {
		return nil
	}
	m.seen["given back"]++
	return err
}

func (m *market) void(s *shopper) error {
	c, ok := offer.Coupons.Get(s.View(), offer.ClaimID(marketDrop, s.who.ID))
	if !ok || c.Code == "" {
		return nil
	}
	err := m.do(offer.Cancel{Code: c.Code, Reason: "x"}, person.Actor{ID: "s-1", Roles: []person.Role{person.Officer}})
	if _, refused := op.AsRefusal(err); refused {
		return nil
	}
	m.seen["void"]++
	return err
}
