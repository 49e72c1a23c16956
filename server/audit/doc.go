// Package audit reads the city's audit log: the administrator searches it and takes
// it away as CSV, a loop checks the chain each night and lets go what was kept long
// enough. It writes nothing but that cut; entries are the authority's.
//
//	GET /api/admin/audit       {"entries":[…],"more":bool,"next":N,"whole":bool}
//	GET /api/admin/audit.csv   the same filters, all that fit
//
// Filters: who, kind (its beginning), about (its beginning, "spot/s1"), q (anywhere),
// from and to (RFC 3339, or a day as 2026-11-24 in the city's time), before (N), n.
package audit
