// Package sim is many phones and one city in one process, seeded: the phones are
// the true app/replica over storage in memory, the city is the true server/store,
// server/hub's readers and server/authority over Badger in memory. Between them
// the world loses, repeats and delays frames, kills pages, fails saves, rolls
// storage back, copies phones, restarts the city and brings it back from an older
// backup in a new epoch. Time is the world's own.
//
// Checked after every commit: coupons + remaining = stock, one a holder. Checked
// during the run: a phone always sees what it has said to have saved. Checked when
// all is quiet: outboxes empty, every saved report with the city once, every claim
// a coupon or an answer, and every phone equal to the city for what it may read.
//
// The simulation is itself tested: each sabotage in sabotage_test.go must turn it
// red.
package sim
