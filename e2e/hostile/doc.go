// Package hostile is everything that somebody who means harm was seen to try, tried
// on the true program over real sockets: each thing must get the right answer, be
// counted at /metrics, and leave the city's memory and its other visitors alone. It
// holds tests only. What needs a browser (stored script) is in e2e/browser.
package hostile
