package main

import (
	"flag"
	"fmt"
	"time"
)

// who is how people sign in, as flags.
type who struct {
	staffOffline time.Duration // how long staff stay signed in without a contact
}

func (o *who) flags(f *flag.FlagSet, env func(name, otherwise string) string) error {
	offline, err := time.ParseDuration(env("STAFF_OFFLINE", "168h"))
	if err != nil {
		return fmt.Errorf("DENGHUO_STAFF_OFFLINE: say a time such as 168h: %w", err)
	}
	f.DurationVar(&o.staffOffline, "staff-offline", offline, "how long staff stay signed in without a contact")
	return nil
}
