package main

import (
	"flag"
	"fmt"
	"time"
)

// who is how people sign in, as flags.
type who struct {
	staffOffline time.Duration // how long staff stay signed in without a contact
	origin       string        // how browsers know the city; passkeys hold for its name
}

const whoUsage = `  --staff-offline TIME  how long staff stay signed in
                  without a contact                 DENGHUO_STAFF_OFFLINE  168h
  --origin URL    how browsers know the city; passkeys hold for
                  this name, and change with it     DENGHUO_ORIGIN  as each request names it
`

func (o *who) flags(f *flag.FlagSet, env func(name, otherwise string) string) error {
	offline, err := time.ParseDuration(env("STAFF_OFFLINE", "168h"))
	if err != nil {
		return fmt.Errorf("DENGHUO_STAFF_OFFLINE: say a time such as 168h: %w", err)
	}
	f.StringVar(&o.origin, "origin", env("ORIGIN", ""), "how browsers know the city, https://host; empty: as each request names it")
	f.DurationVar(&o.staffOffline, "staff-offline", offline, "how long staff stay signed in without a contact")
	return nil
}
