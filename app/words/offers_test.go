package words

import "testing"

func TestNumbersOfAQueue(t *testing.T) {
	for n, want := range map[int][2]int{0: {0, 1}, 1: {1, 1}, 3: {3, 5}, 64: {64, 100}, 99: {99, 100}, 100: {100, 100}, 101: {110, 200}, 994: {1000, 1000}, 4999: {5000, 5000}, 12345: {13000, 20000}} {
		if got := [2]int{About(n), Roughly(n)}; got != want {
			t.Errorf("%d is said as %v, want %v", n, got, want)
		}
	}
	for n := range 20000 {
		if About(n) < n || Roughly(n) < n {
			t.Fatalf("%d is said as %d and %d: fewer than there are", n, About(n), Roughly(n))
		}
	}
	for said, want := range map[string]string{
		Zh.Place(0, 0):       "正在排队，马上轮到你，别关页面",
		Zh.Place(1234, 1300): "正在排队，前面约 1300 位，别关页面",
		En.Place(1234, 1300): "In the queue, about 1300 before you, keep this open",
		En.Place(0, 1):       "In the queue, you are next, keep this open",
	} {
		if said != want {
			t.Errorf("%q, want %q", said, want)
		}
	}
}
