package photo_test

import (
	"testing"

	"denghuo/app/photo"
	"denghuo/app/photo/shelftest"
)

func TestMemoryIsAShelf(t *testing.T) {
	people := map[string]*photo.Memory{}
	shelftest.Run(t, func(_ *testing.T, who string) photo.Shelf {
		if people[who] == nil {
			people[who] = photo.NewMemory()
		}
		return people[who]
	})
}
