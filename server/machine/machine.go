// Package machine makes the process ready for a rush, on whatever machine it is.
//
//	err := machine.Wide(machine.Room)
//	machine.OneMore()
//
// Memory: at 10:00 the heap grows by some hundred megabytes in a second, and a system that
// gives them out in pages of 4 KiB takes longer to do so than the city to decide (on a
// virtual machine each first touch goes to its host). Many systems (Ubuntu's "madvise")
// give huge pages only to who asks; Go's runtime does not ask.
//
// Processors: Go runs as many threads at once as there are processors, and one that waits
// for the disk counts until the runtime looks for it, which it does once in up to 10 ms.
// On two processors, with a flush every two milliseconds, a trace showed one of them
// standing still for a quarter of the time while there was work.
//
// Nothing else belongs in here.
package machine

import (
	"fmt"
	"runtime"
	"syscall"
)

// Room is how much of the heap is asked for: what a rush needs, and the filing of its rows
// after it. It takes no memory until it is used.
const Room = 1 << 30

// Wide asks for huge pages for so many bytes of the heap: they are allocated, never
// touched, and let go, and what is allocated from now on lies there. Call it once, at
// start. A system without huge pages is an error that does no harm.
func Wide(bytes int) error {
	room := make([]byte, bytes) // from the system, which has zeroed it: this touches nothing
	err := syscall.Madvise(room, syscall.MADV_HUGEPAGE)
	runtime.KeepAlive(room)
	runtime.GC()
	if err != nil {
		return fmt.Errorf("ask for huge pages: %w", err)
	}
	return nil
}

// OneMore lets one thread more run than there are processors, for the one at the disk.
// back undoes it.
func OneMore() (back func()) {
	processors := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(processors + 1)
	return func() { runtime.GOMAXPROCS(processors) }
}
