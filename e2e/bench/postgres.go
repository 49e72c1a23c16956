package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// postgresTables and postgresClaim are the rule as one statement. Two claims of one
// card at once meet in the unique key; the one that loses is undone as a whole, and
// asks again. Where nothing was left another claim of the card may just have had the
// last, which a look afterwards finds (postgresHad).
const (
	postgresTables = `
CREATE TABLE stock (drop_id text PRIMARY KEY, remaining int NOT NULL CHECK (remaining >= 0), given int NOT NULL) WITH (fillfactor = 50);
CREATE TABLE coupon (drop_id text, card text, number int NOT NULL, PRIMARY KEY (drop_id, card));`
	postgresClaim = `
WITH had AS (SELECT number FROM coupon WHERE drop_id = $1 AND card = $2),
taken AS (UPDATE stock SET remaining = remaining - 1, given = given + 1
          WHERE drop_id = $1 AND remaining > 0 AND NOT EXISTS (SELECT FROM had) RETURNING given),
made AS (INSERT INTO coupon SELECT $1, $2, given FROM taken RETURNING number)
SELECT number FROM had UNION ALL SELECT number FROM made`
	postgresHad = "SELECT number FROM coupon WHERE drop_id = $1 AND card = $2"
)

// startPostgres makes a database of its own. Its server refuses to run as root.
func startPostgres(ctx context.Context, dir string) ([]*engine, error) {
	dir = filepath.Join(dir, "postgres")
	as, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	made := exec.Command(postgresProgram("initdb"), "-D", dir, "-U", "bench", "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8")
	made.Dir, made.SysProcAttr = "/", &syscall.SysProcAttr{Credential: as}
	if out, err := made.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make a database: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	callers := contestCallers[len(contestCallers)-1]
	cmd := exec.Command(postgresProgram("postgres"), "-D", dir, "-c", "listen_addresses=127.0.0.1", "-c", "port="+port, "-c", "unix_socket_directories=",
		"-c", "max_connections="+strconv.Itoa(callers+20), "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=30min",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "log_min_messages=fatal")
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Credential: as}
	d, err := startDaemon("postgres", cmd)
	if err != nil {
		return nil, err
	}
	p := &postgres{ctx: ctx, url: "postgres://bench@127.0.0.1:" + port + "/postgres?sslmode=disable"}
	e := &engine{name: "PostgreSQL, a connection a caller", goal: 60, open: p.open, stop: func() error { return errors.Join(p.close(), d.stop(os.Interrupt)) }}
	if err := d.ready(func() error { return p.connect(1) }); err != nil {
		return []*engine{e}, err
	}
	if _, err := p.conns[0].Exec(ctx, postgresTables); err != nil {
		return []*engine{e}, err
	}
	if err := p.connect(callers); err != nil {
		return []*engine{e}, err
	}
	for _, conn := range p.conns {
		e.seats = append(e.seats, p.seat(conn))
	}
	e.settings = p.conns[0].PgConn().ParameterStatus("server_version") +
		", one prepared statement with the stock row in it, synchronous_commit on, shared_buffers 256MB, no checkpoint meanwhile; pgx over loopback"
	return []*engine{e}, nil
}

// unprivileged makes the folder, and for root finds somebody else to run as.
func unprivileged(dir string) (*syscall.Credential, error) {
	if err := os.Mkdir(dir, 0o700); err != nil || os.Getuid() != 0 {
		return nil, err
	}
	u, err := user.Lookup("postgres") // Debian's package makes it
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

// postgresProgram finds a program where Debian puts it, the newest version; else it
// is hoped to be in the path.
func postgresProgram(name string) string {
	all, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(all) == 0 {
		return name
	}
	return slices.Max(all)
}

// postgres is the callers' connections.
type postgres struct {
	ctx   context.Context
	url   string
	conns []*pgx.Conn
}

// connect opens connections until there are n, each with the statement prepared.
func (p *postgres) connect(n int) error {
	for len(p.conns) < n {
		conn, err := pgx.Connect(p.ctx, p.url)
		if err != nil {
			return err
		}
		p.conns = append(p.conns, conn)
	}
	return nil
}

func (p *postgres) close() (err error) {
	for _, conn := range p.conns {
		err = errors.Join(err, conn.Close(context.WithoutCancel(p.ctx)))
	}
	return err
}

func (p *postgres) open(drop string, stock int) error {
	_, err := p.conns[0].Exec(p.ctx, "INSERT INTO stock VALUES ($1, $2, 0)", drop, stock)
	return err
}

// seat prepares the statement at its first claim.
func (p *postgres) seat(conn *pgx.Conn) seat {
	prepared := false
	return func(drop string, card int64) (number int, err error) {
		if !prepared {
			_, err = conn.Prepare(p.ctx, "claim", postgresClaim)
			prepared = err == nil
		}
		for prepared {
			err = conn.QueryRow(p.ctx, "claim", drop, cardName(card)).Scan(&number)
			if !twice(err) {
				break
			}
		}
		if errors.Is(err, pgx.ErrNoRows) {
			err = conn.QueryRow(p.ctx, postgresHad, drop, cardName(card)).Scan(&number)
		}
		if errors.Is(err, pgx.ErrNoRows) {
			return 0, nil
		}
		return number, err
	}
}

// twice reports that another claim of the same card was first.
func twice(err error) bool {
	var state interface{ SQLState() string }
	return errors.As(err, &state) && state.SQLState() == "23505"
}
