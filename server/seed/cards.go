package seed

// Register is the demo's card register, as an administrator would bring it in. People,
// cards and phone numbers are made up; in a demo no message leaves the program unless
// it was given a gateway.
const Register = `name,number,phone
李小灯,ZZ0000000001,19900000001
王晚霞,ZZ0000000002,19900000002
欧阳明,ZZ0000000003,19900000003
`
