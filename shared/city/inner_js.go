package city

// inner is empty on a phone.
var inner list
