package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"denghuo/server/people"
)

// who is how people sign in, as flags.
type who struct {
	staffOffline time.Duration // how long staff stay signed in without a contact
	origin       string        // how browsers know the city; passkeys hold for its name

	issuer, client, secretFile, roles, button, scopes string // of the single sign-on
}

const whoUsage = `  --staff-offline TIME  how long staff stay signed in
                  without a contact                 DENGHUO_STAFF_OFFLINE  168h
  --origin URL    how browsers know the city; passkeys hold for
                  this name, and change with it     DENGHUO_ORIGIN  as each request names it
  --sso-issuer URL  the city's single sign-on, OpenID Connect; it comes back to
                  /sso/back                         DENGHUO_SSO_ISSUER  none
  --sso-client ID, --sso-secret-file FILE  our name there
                                                    DENGHUO_SSO_CLIENT, DENGHUO_SSO_SECRET_FILE
  --sso-roles CLAIM=VALUE:ROLE,…  who gets which role; nobody else is let in
                                                    DENGHUO_SSO_ROLES
  --sso-name TEXT, --sso-scopes WORDS  the button; what is asked for
                                                    DENGHUO_SSO_NAME, DENGHUO_SSO_SCOPES  profile email
`

// sso is the single sign-on, if there is one.
func (o who) sso() (s people.SSO, err error) {
	if o.issuer == "" {
		return s, nil
	}
	s = people.SSO{Issuer: o.issuer, Client: o.client, Name: o.button, Scopes: strings.Fields(o.scopes)}
	if s.Roles, err = people.ParseClaims(o.roles); err != nil {
		return s, fmt.Errorf("--sso-roles: %w", err)
	}
	if o.secretFile != "" {
		secret, err := os.ReadFile(o.secretFile)
		if err != nil {
			return s, fmt.Errorf("read the secret of the single sign-on: %w", err)
		}
		s.Secret = strings.TrimSpace(string(secret))
	}
	return s, nil
}

func (o *who) flags(f *flag.FlagSet, env func(name, otherwise string) string) error {
	offline, err := time.ParseDuration(env("STAFF_OFFLINE", "168h"))
	if err != nil {
		return fmt.Errorf("DENGHUO_STAFF_OFFLINE: say a time such as 168h: %w", err)
	}
	f.StringVar(&o.origin, "origin", env("ORIGIN", ""), "how browsers know the city, https://host; empty: as each request names it")
	for _, text := range []struct {
		at                          *string
		name, twin, otherwise, help string
	}{
		{&o.issuer, "sso-issuer", "SSO_ISSUER", "", "the city's single sign-on, an OpenID Connect provider"},
		{&o.client, "sso-client", "SSO_CLIENT", "denghuo", "our name at the single sign-on"},
		{&o.secretFile, "sso-secret-file", "SSO_SECRET_FILE", "", "file with our secret there"},
		{&o.roles, "sso-roles", "SSO_ROLES", "", "claim=value:role,…"},
		{&o.button, "sso-name", "SSO_NAME", "统一身份认证", "what the button says"},
		{&o.scopes, "sso-scopes", "SSO_SCOPES", "profile email", "what is asked of the single sign-on"},
	} {
		f.StringVar(text.at, text.name, env(text.twin, text.otherwise), text.help)
	}
	f.DurationVar(&o.staffOffline, "staff-offline", offline, "how long staff stay signed in without a contact")
	return nil
}
