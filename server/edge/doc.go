// Package edge stands between the open internet and the city: what every request
// must be and what every answer carries, whichever room gives it. The real address
// behind a proxy, headers that browsers act on, limits of size, time and count, TLS.
// It knows no op, no person and no page.
//
//	server := edge.Server(edge.Chain(mux, rules), …)
//	edge.Address(r)  // who is at the other end
//	edge.Secure(r)   // whether the phone spoke TLS, to us or to our proxy
package edge
