package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// daemon is a server of somebody else's that we started.
type daemon struct {
	name  string
	cmd   *exec.Cmd
	said  bytes.Buffer // read it only after ended
	ended chan error
}

// startDaemon starts a server that dies with this program, whatever happens to it.
func startDaemon(name string, cmd *exec.Cmd) (*daemon, error) {
	d := &daemon{name: name, cmd: cmd, ended: make(chan error, 1)}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true // an interrupt is ours to pass on
	cmd.SysProcAttr.Pdeathsig = syscall.SIGINT
	cmd.Stdout, cmd.Stderr = &d.said, &d.said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s (make rivals installs it): %w", name, err)
	}
	go func() { d.ended <- cmd.Wait() }()
	return d, nil
}

// ready waits until the server answers.
func (d *daemon) ready(try func() error) error {
	late := time.After(patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case ended := <-d.ended:
			d.ended <- ended
			return fmt.Errorf("%s ended: %v\n%s", d.name, ended, d.said.Bytes())
		case <-late:
			return fmt.Errorf("%s does not answer: %w", d.name, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop asks the server to end, and makes it when it does not.
func (d *daemon) stop(how os.Signal) error {
	if err := d.cmd.Process.Signal(how); err != nil && err != os.ErrProcessDone {
		return fmt.Errorf("stop %s: %w", d.name, err)
	}
	select {
	case <-d.ended:
	case <-time.After(patience):
		_ = d.cmd.Process.Kill()
		<-d.ended
	}
	return nil
}

// freePort is one that nobody listened at a moment ago.
func freePort() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), l.Close()
}
