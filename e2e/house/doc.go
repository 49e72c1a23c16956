// Package house is the floor plan as a test: which room may import which, what
// every room says of itself, that every op is in the one list, and how large the
// Wasm may be. It also prints the longest files and functions, as a question.
package house
