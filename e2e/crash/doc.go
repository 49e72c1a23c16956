// Package crash holds tests that treat the true program badly: it is killed at any
// moment under load, also while it opens; its disk is full; its files are damaged; it
// is brought back from last night's backup, or from an older copy without a word.
// Phones are real WebSockets. What a phone was told is saved must be there, once.
//
// What a kill cannot show is a loss of power: the system keeps what the dead process
// has written, synced or not. That is shown by power_test.go (build tag powercut).
package crash
