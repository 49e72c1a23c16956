// Package sim is many phones and one city in one process, seeded: the phones are
// the true app/replica over storage in memory, the city is the true server/store and
// server/authority over Badger in memory, and phones are stood by server/gate's own
// rule. Between them the weather loses, repeats and delays frames, leaves lines half
// open, kills pages between any two saves, freezes a tab while another takes over and
// thaws it, sends by a worker, fails storage before and after it has stored, rolls it
// back, copies phones, takes the clerk's role away and gives it back, sets clocks,
// restarts the city, loses its marks, begins epochs, and brings it back from a backup,
// in a new epoch or saying the old one. Time is the world's own. lines_test.go is the
// same city with the true app/link in virtual time. street_test.go is a world of few
// lamps and much to do: two clerks at one desk merge, split, part, take back and give
// lamps to crews; crews begin, close and cannot do where there is no network; ledger
// entries are written and corrected; residents join, answer and amend meanwhile.
//
// Checked after every commit: coupons + remaining = stock, one a holder, numbers,
// voices, no step taken twice; in a street (street_rules_test.go): reports keep their
// number and are with one spot, steps are drawn and go from what their doer saw, a job
// is closed once and by who had it, figures are the sums of what is written down.
// Checked with every delta: nothing is told to whom it is not for. Checked after every step on its phone: what was said to be saved is on the
// screen, marks are of what was decided, a phone to which nothing happened is never
// told that something is wrong with it, a phone that is up to date has exactly what
// the city would show it and says what was refused, a thawed tab has written nothing.
// Checked when all is quiet, and again after every phone was opened anew: outboxes
// empty, every saved report with the city, every claim a coupon or an answer, and in a
// street whatever else was done is there or its doer was told no.
//
// The simulation is itself tested: each sabotage at a border (sabotages_test.go) and
// each rule taken out of the parts' own text (rules_test.go: what was found before)
// must turn it red.
package sim
