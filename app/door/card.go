package door

import "denghuo/shared/op"

// Sent is that a code may have gone out. It has this form whether the register has
// the card or not: the city does not tell who holds one.
type Sent struct {
	Wait int `json:"wait"` // seconds that the code holds
}

// Bind asks for a code to the phone number in the register.
func (d *Door) Bind(name, number string) (s Sent, err error) {
	return s, d.ask("POST", "/card/bind", struct {
		Name   string `json:"name"`
		Number string `json:"number"`
	}{name, number}, &s)
}

// Confirm gives the code. The phone's own reports move to the cardholder.
func (d *Door) Confirm(code string) (me Me, err error) {
	return me, d.ask("POST", "/card/confirm", struct {
		Code   string `json:"code"`
		Device string `json:"device,omitempty"`
	}{code, d.Device()}, &me)
}

// Unbind takes the card off this phone.
func (d *Door) Unbind() error { return d.ask("POST", "/card/unbind", d.here(), nil) }

// here says which phone it is, since the cookie speaks for the person.
func (d *Door) here() any {
	return struct {
		Device string `json:"device"`
	}{d.Device()}
}

// Lost signs out everywhere.
func (d *Door) Lost() error { return d.ask("POST", "/card/lost", d.here(), nil) }

// Data is everything the city holds of the caller, as a zip file.
func (d *Door) Data() ([]byte, error) { return d.file("/me/data.zip") }

// Forget makes the city forget the caller, but for what must stay for the books.
func (d *Door) Forget() error {
	return d.ask("POST", "/me/forget", struct {
		Sure bool `json:"sure"`
	}{true}, nil)
}

// file asks for what is not JSON.
func (d *Door) file(path string) ([]byte, error) {
	status, answer, err := d.Send("GET", path, "", nil)
	switch {
	case err != nil:
		return nil, op.Refuse(NoLine, "")
	case status >= 300:
		return nil, refused(path, status, answer)
	}
	return answer, nil
}
