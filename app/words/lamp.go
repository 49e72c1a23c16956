package words

import "denghuo/shared/lamp"

// FaultName is a kind of fault on a button.
func (l Lang) FaultName(f lamp.Fault) string {
	return l.Say(map[lamp.Fault]T{
		lamp.Dark:     {"灯不亮", "Lamp is dark"},
		lamp.NoLamp:   {"没有路灯", "No lamps here"},
		lamp.Works:    {"施工周边太暗", "Dark near works"},
		lamp.Lane:     {"背街小巷没亮", "Lane unlit"},
		lamp.Facility: {"灯杆箱体损坏", "Pole or box broken"},
		lamp.Other:    {"其他", "Other"},
	}[f])
}

// DangerName is a danger on a button.
func (l Lang) DangerName(d lamp.Danger) string {
	return l.Say(map[lamp.Danger]T{
		lamp.Safe:     {"没有危险", "No danger"},
		lamp.Wires:    {"电线裸露", "Bare wires"},
		lamp.OpenDoor: {"箱门打开", "Door open"},
		lamp.Leaning:  {"灯杆倾倒", "Leaning or fallen"},
		lamp.Hit:      {"被车撞了", "Hit by a vehicle"},
		lamp.Hanging:  {"部件悬挂", "Part hanging"},
	}[d])
}

// StateName is where a spot stands.
func (l Lang) StateName(s lamp.State) string {
	return l.Say(map[lamp.State]T{
		lamp.Sent:      {"待核实", "To check"},
		lamp.Returned:  {"需补充", "More wanted"},
		lamp.Checked:   {"已核实", "Checked"},
		lamp.Repairing: {"维修中", "In repair"},
		lamp.Waiting:   {"暂缓", "On hold"},
		lamp.TempLit:   {"临时保亮", "Lit for now"},
		lamp.Fixed:     {"已修好", "Fixed"},
		lamp.Lit:       {"已亮灯", "Lit"},
		lamp.Declined:  {"不受理", "Declined"},
		lamp.Withdrawn: {"已撤回", "Withdrawn"},
		lamp.Merged:    {"已合并", "Merged"},
		lamp.Watched:   {"已转责任单位", "With its owner"},
		lamp.Closed:    {"已办结", "Closed"},
	}[s])
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
	return l.Say(map[lamp.State]T{
		lamp.Sent:      {"已补充", "Added"},
		lamp.Returned:  {"要求补充", "Ask for more"},
		lamp.Checked:   {"核实", "Confirm"},
		lamp.Repairing: {"派单", "Dispatch"},
		lamp.Waiting:   {"暂缓", "Put on hold"},
		lamp.TempLit:   {"临时保亮", "Lit for now"},
		lamp.Fixed:     {"修好了", "Fixed"},
		lamp.Lit:       {"亮了", "It is lit"},
		lamp.Declined:  {"不受理", "Decline"},
		lamp.Withdrawn: {"撤回", "Withdraw"},
		lamp.Watched:   {"转责任单位", "Not ours"},
	}[to])
}
