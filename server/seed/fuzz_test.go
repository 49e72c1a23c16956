package seed

import (
	"encoding/json"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/progress"
)

// at is any moment.
var at = time.Date(2024, 4, 22, 0, 0, 0, 0, time.UTC)

// FuzzImport gives any bytes as one of the files that are imported: an error, a
// refusal, or ops that run.
func FuzzImport(f *testing.F) {
	for _, name := range []string{"bulletin-2024q1.json", "lighting-2024.json"} {
		b, err := files.ReadFile("data/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"id":"x","quarter":1,"year":2024,"projects":[{"figures":[{}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var bulletin progress.Bulletin
		var campaign progress.Campaign
		var offers page
		if json.Unmarshal(b, &bulletin) != nil || json.Unmarshal(b, &campaign) != nil || json.Unmarshal(b, &offers) != nil {
			return
		}
		for _, o := range []op.Op{progress.PublishBulletin{Bulletin: bulletin}, progress.PublishCampaign{Campaign: campaign}} {
			_, err := op.Run(o, op.Empty{}, person.TheCity(), at, at, nil)
			if _, refused := op.AsRefusal(err); err != nil && !refused {
				t.Fatalf("%s: %v", o.Kind().Name, err)
			}
		}
	})
}
