package hostile

import "testing"

// room is how much the city may grow under all of this, in kilobytes; measured, it
// grows by some 40 MB. One picture bomb unpacked would be 1.6 GB, the large bodies
// together are 400 MB.
const room = 192 << 10

// TestHostile does everything to one city, one after the other, and looks at its
// memory all the while: the kernel keeps the most that it ever was.
func TestHostile(t *testing.T) {
	c := startCity(t)
	for _, attack := range []struct {
		name string
		f    func(*testing.T, *city)
	}{
		{"another site's WebSocket", crossSiteSocket},
		{"another site's forms, on every address that changes something", crossSitePosts},
		{"frames that are none", forgedFrames},
		{"envelopes that were said before, or by others", replays},
		{"ops of others' roles", othersRoles},
		{"another's report, photo and coupon", othersThings},
		{"too large", oversized},
		{"paths and headers", tricks},
		{"requests inside requests", smuggling},
		{"an address that is only said", forgedAddress},
		{"pictures that are bombs", bombs},
		{"guessing passwords", guessing},
		{"sessions that are not one's own", sessions},
		{"reading everything", scraping},
		{"slow ones, many at once", slow},
	} {
		t.Run(attack.name, func(t *testing.T) {
			attack.f(t, c)
			c.alive(t)
			if most := c.memory(t, "VmHWM"); most > c.rest+room {
				t.Errorf("the city took %d MB, it had %d MB at rest", most>>10, c.rest>>10)
			}
		})
	}
	t.Logf("memory: %d MB at rest, at most %d MB, %d MB at the end", c.rest>>10, c.memory(t, "VmHWM")>>10, c.memory(t, "VmRSS")>>10)
}
