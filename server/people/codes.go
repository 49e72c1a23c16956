package people

import (
	"net/http"

	"denghuo/server/sheet"
	"denghuo/shared/account"
	"denghuo/shared/op"
)

// Codes that this room gives, beside those of shared/account.
const (
	Wrong        op.Code = "sign_in_wrong" // name or password
	Often        op.Code = "sign_in_often"
	WeakPassword op.Code = "weak_password"
	SamePassword op.Code = "same_password"
)

// statusOf is the HTTP status of a code.
func statusOf(c op.Code) int {
	switch c {
	case account.SignIn, Wrong, PasskeyWrong:
		return http.StatusUnauthorized
	case Often:
		return http.StatusTooManyRequests
	case account.MustChange, account.Disabled, op.NotYours:
		return http.StatusForbidden
	case op.NotFound:
		return http.StatusNotFound
	case op.Broken:
		return http.StatusInternalServerError
	case op.Missing, op.TooLong, op.Malformed, op.Unknown, WeakPassword, SamePassword, account.CodeOver, sheet.BadHeader, sheet.BadEncoding:
		return http.StatusBadRequest
	}
	return http.StatusConflict // the record is not as its doer thought
}
