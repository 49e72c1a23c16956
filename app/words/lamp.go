package words

import "denghuo/shared/lamp"

// FaultName is a kind of fault on a button.
func (l Lang) FaultName(f lamp.Fault) string {
	return say(l, f, []named[lamp.Fault]{
		{lamp.Dark, T{"灯不亮", "Lamp is dark"}},
		{lamp.NoLamp, T{"没有路灯", "No lamps here"}},
		{lamp.Works, T{"施工周边太暗", "Dark near works"}},
		{lamp.Lane, T{"背街小巷没亮", "Lane unlit"}},
		{lamp.Facility, T{"灯杆箱体损坏", "Pole or box broken"}},
		{lamp.Other, T{"其他", "Other"}},
	})
}

// DangerName is a danger on a button.
func (l Lang) DangerName(d lamp.Danger) string {
	return say(l, d, []named[lamp.Danger]{
		{lamp.Safe, T{"没有危险", "No danger"}},
		{lamp.Wires, T{"电线裸露", "Bare wires"}},
		{lamp.OpenDoor, T{"箱门打开", "Door open"}},
		{lamp.Leaning, T{"灯杆倾倒", "Leaning or fallen"}},
		{lamp.Hit, T{"被车撞了", "Hit by a vehicle"}},
		{lamp.Hanging, T{"部件悬挂", "Part hanging"}},
	})
}

// StateName is where a spot stands.
func (l Lang) StateName(s lamp.State) string {
	return say(l, s, []named[lamp.State]{
		{lamp.Sent, T{"待核实", "To check"}},
		{lamp.Returned, T{"需补充", "More wanted"}},
		{lamp.Checked, T{"已核实", "Checked"}},
		{lamp.Repairing, T{"维修中", "In repair"}},
		{lamp.Waiting, T{"暂缓", "On hold"}},
		{lamp.TempLit, T{"临时保亮", "Lit for now"}},
		{lamp.Fixed, T{"已修好", "Fixed"}},
		{lamp.Lit, T{"已亮灯", "Lit"}},
		{lamp.Declined, T{"不受理", "Declined"}},
		{lamp.Withdrawn, T{"已撤回", "Withdrawn"}},
		{lamp.Merged, T{"已合并", "Merged"}},
		{lamp.Watched, T{"已转责任单位", "With its owner"}},
		{lamp.Closed, T{"已办结", "Closed"}},
	})
}

// MoveName is the button that takes a spot there.
func (l Lang) MoveName(from, to lamp.State) string {
	if to == lamp.Checked && (from == lamp.Fixed || from == lamp.Lit) {
		return l.Say(T{"还不亮", "Still dark"})
	}
	if to == lamp.Checked && (from == lamp.Repairing || from == lamp.Waiting) {
		return l.Say(T{"收回派单", "Recall"})
	}
	if to == lamp.Checked && from == lamp.Declined || to == lamp.Sent && from == lamp.Declined {
		return l.Say(T{"重新受理", "Take up again"})
	}
	if to == lamp.Repairing && from != lamp.Checked && from != lamp.Sent {
		return l.Say(T{"继续维修", "Go on"})
	}
	return say(l, to, []named[lamp.State]{
		{lamp.Sent, T{"已补充", "Added"}},
		{lamp.Returned, T{"要求补充", "Ask for more"}},
		{lamp.Checked, T{"核实", "Confirm"}},
		{lamp.Repairing, T{"派单", "Dispatch"}},
		{lamp.Waiting, T{"暂缓", "Put on hold"}},
		{lamp.TempLit, T{"临时保亮", "Lit for now"}},
		{lamp.Fixed, T{"修好了", "Fixed"}},
		{lamp.Lit, T{"亮了", "It is lit"}},
		{lamp.Declined, T{"不受理", "Decline"}},
		{lamp.Withdrawn, T{"撤回", "Withdraw"}},
		{lamp.Watched, T{"转责任单位", "Not ours"}},
	})
}
