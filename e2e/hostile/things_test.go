package hostile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/wire"
)

func hashOf(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

// picture is a good one, each time another.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	ids++
	for i := range 48 {
		img.Set(i, i, color.RGBA{uint8(ids), uint8(ids >> 8), uint8(i * 5), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// othersThings: what is another's cannot be read, used up or given away, even by who
// knows its name.
func othersThings(t *testing.T, c *city) {
	owner, thief := newPhone(t, c), newPhone(t, c)
	body := picture(t)
	path := "/photo/" + hashOf(body)
	if a := owner.do(t, c, "PUT", path, body); a.status != 201 {
		t.Fatalf("a photo: %d %s", a.status, a.body)
	}
	report := submit(newID())
	report.Photos, report.Note = []photo.Hash{photo.Hash(hashOf(body))}, "门口那盏"
	owner.does(report)
	c.counted(t, refused(404), 3, func() {
		for name, v := range map[string]visitor{"thief": thief.visitor, "nobody": stranger(), "cookie": stranger().with("Cookie", "dh_token="+owner.token)} {
			if a := v.do(t, c, "GET", path, nil); a.status != 404 {
				t.Errorf("%s gets the photo: %d", name, a.status)
			}
		}
	})
	if a := owner.do(t, c, "GET", path, nil); a.status != 200 {
		t.Errorf("the owner does not get it: %d", a.status)
	}
	for k, r := range thief.sees() {
		if strings.Contains(string(r.Body), "门口那盏") || strings.Contains(string(r.Body), string(owner.id)) || k == lamp.Reports.Key(report.ID) {
			t.Errorf("the thief reads %s: %s", k, r.Body)
		}
	}
	rows := thief.does(lamp.Move{Spot: report.Spot, From: lamp.Sent, To: lamp.Withdrawn}, report)
	if code := thief.refusal(rows, 1); code == "" {
		t.Error("the thief withdraws it")
	}
	if row, ok := rows[lamp.Reports.Key(report.ID)]; ok && strings.Contains(string(row.Body), string(owner.id)) {
		t.Errorf("saying it again gives the thief the row: %s", row.Body)
	}
	coupons(t, c)
}

func coupons(t *testing.T, c *city) {
	officer, holder, thief, shop := signIn(t, c, "officer"), signIn(t, c, "card1"), signIn(t, c, "card2"), signIn(t, c, "shop")
	stock, now := 1, time.Now()
	drop := offer.Drop{ID: op.ID(newID()), Offer: "online-subsidy", At: now.Add(-time.Minute), Ends: now.Add(time.Hour), Valid: now.Add(2 * time.Hour), Stock: &stock,
		PerPerson: 1, Rehearsal: true, Title: offer.Text{Zh: "演练"}}
	if a := officer.do(t, c, "POST", "/ask", wire.Encode(map[string]any{"kind": "offer.open", "op": offer.Open{Drop: drop}})); a.status != 200 {
		t.Fatalf("open a drop: %d %s", a.status, a.body)
	}
	coupon := offer.ClaimID(drop.ID, holder.id)
	if _, ok := holder.does(offer.Claim{Drop: drop.ID})[offer.Coupons.Key(coupon)]; !ok {
		t.Fatal("the holder gets no coupon")
	}
	rows := thief.does(offer.Claim{Drop: drop.ID}, offer.GiveBack{Coupon: coupon}, offer.Redeem{ID: "steal-1", Coupon: coupon, Drop: drop.ID, Price: 10_000})
	for n, what := range []string{"a second coupon of one", "giving back another's", "redeeming as a cardholder"} {
		if thief.refusal(rows, uint64(n+1)) == "" {
			t.Errorf("%s was taken", what)
		}
	}
	for k, r := range rows {
		own := k.Table == op.Answers.Name // what the thief has said itself
		if k == offer.Coupons.Key(coupon) || !own && strings.Contains(string(r.Body), string(holder.id)) {
			t.Errorf("the thief reads %s: %s", k, r.Body)
		}
	}
	rows = shop.does(offer.Redeem{ID: "forge-1", Coupon: coupon, Drop: drop.ID, Price: 10_000, Proof: &offer.Proof{}})
	if code := shop.refusal(rows, 1); code == "" {
		t.Error("a coupon is redeemed with a proof that nobody made")
	}
}
