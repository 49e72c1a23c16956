package sim

import "testing"

// TestSabotage shows that the simulation can see: each damage turns it red within
// a bounded number of seeds.
func TestSabotage(t *testing.T) {
	const within = 200
	tests := map[string]struct {
		sky  string
		hurt sabotage
	}{
		"sell_twice":                  {"usual", sabotage{sellTwice: true}},
		"two_coupons_one_holder":      {"usual", sabotage{twoCoupons: true}},
		"leak_staff_rows":             {"usual", sabotage{leak: true}},
		"other_persons_actor":         {"usual", sabotage{otherPerson: true}},
		"heard_ignored":               {"sim_city_rewound_epoch_forgotten", sabotage{heardIgnored: true}},
		"epoch_ignored":               {"usual", sabotage{epochIgnored: true, heardIgnored: true}},
		"role_change_not_told":        {"usual", sabotage{scopesIgnored: true}},
		"chain_ignored":               {"sim_rollback", sabotage{chainIgnored: true}},
		"gap_accepted":                {"sim_city_restored_from_last_night", sabotage{gapAccepted: true}},
		"mark_one_behind":             {"usual", sabotage{markBehind: true}},
		"mark_one_ahead":              {"usual", sabotage{markAhead: true}},
		"mark_read_outside_the_batch": {"usual", sabotage{batchUnread: true}},
		"fence_ignored":               {"usual", sabotage{fenceIgnored: true}},
		"tombstones_not_told":         {"calm", sabotage{noTombstones: true}},
		"delta_lost":                  {"usual", sabotage{loseDelta: true}},
		"stale_rows_told":             {"usual", sabotage{staleRows: true}},
		"answers_not_told":            {"usual", sabotage{loseAnswers: true}},
		"marks_not_told":              {"usual", sabotage{loseMarks: true}},
		"acknowledged_before_decided": {"usual", sabotage{markEarly: true}},
		"saved_but_not_kept":          {"usual", sabotage{dropEntries: true}},
		"kept_ops_dropped":            {"sim_city_restored_from_last_night", sabotage{keptDropped: true}},
		"pending_not_shown":           {"usual", sabotage{pendingNotShown: true}},
		"half_a_delta_kept":           {"usual", sabotage{tearRows: true}},
		"cursor_ahead_of_rows":        {"usual", sabotage{cursorAhead: true}},
		"gone_rows_kept":              {"calm", sabotage{keepGone: true}},
		"batch_thrown_away":           {"usual", sabotage{stopAtRefusal: true}},
		"rows_under_another_name":     {"usual", sabotage{rename: true}},

		"a_merge_changes_a_number":        {"street", sabotage{street: changesNumber}},
		"a_split_leaves_a_report_behind":  {"street", sabotage{street: leavesBehind}},
		"the_second_is_taken_too":         {"street", sabotage{street: takesSecond}},
		"the_second_is_told_nothing":      {"street", sabotage{street: tellsNothing}},
		"a_recalled_job_is_closed":        {"street", sabotage{street: closesRecalled}},
		"a_job_counts_what_nobody_did":    {"street", sabotage{street: countsMore}},
		"a_correction_is_rubbed_out":      {"street", sabotage{street: rubsOut}},
		"a_note_of_the_office_is_for_all": {"street", sabotage{street: notesForAll}},
		"a_residents_words_are_for_all":   {"street", sabotage{street: wordsForAll}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(within) {
				if err := run(seed, skies[tt.sky], tt.hurt); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Fatalf("green after %d seeds: the simulation does not see it", within)
		})
	}
}
