// Package browser drives the true program in a true Chromium, as a person would:
// the network is cut by DevTools and at the socket, pages are closed and opened,
// two phones look at one city. Its screenshots are those of the README.
//
// Nothing here reaches into the app: it taps what can be seen and reads what is
// written. Build the program first (make build); the tests say so if it is not.
package browser
