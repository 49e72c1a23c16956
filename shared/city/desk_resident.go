//go:build resident

package city

// desk is empty in a resident's program.
var desk list
