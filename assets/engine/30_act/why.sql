-- Why not? Every act on a request, judged for one person, arguments apart (wanted: "never a dead key").

create function act.act_json(p jsonb) returns jsonb
language sql stable
as $$ select jsonb_build_object('allowed', jsonb_array_length(p) = 0, 'problems', sec.gravest(p)) $$;

-- With the reasons that may be picked for it (Z-17).
create function act.act_json(p jsonb, p_company smallint, p_kind text) returns jsonb
language sql stable
as $$
  select act.act_json(p) || jsonb_build_object('reasons', (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name) order by app.fold(m.name), m.name), '[]')
    from app.reason m where jsonb_array_length(p) = 0 and m.company = p_company and m.kind = p_kind and m.active))
$$;

create function act.acts_json(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$
  select jsonb_build_object('take', act.act_json(act.guard_take(a, r, st)), 'release', act.act_json(act.guard_release(a, r, st)),
    'edit', act.act_json(act.guard_edit(a, r, st)), 'forward', act.act_json(act.guard_forward(a, r, st)),
    'send_back', act.act_json(act.guard_send_back(a, r, st)), 'wait', act.act_json(act.guard_wait(a, r, st), r.company, 'wait'),
    'resume', act.act_json(act.guard_resume(a, r, st)), 'conclude', act.act_json(act.guard_conclude(a, r, st)),
    'cancel', act.act_json(act.guard_cancel(a, r, st), r.company, 'cancel'), 'reopen', act.act_json(act.guard_reopen(a, r, st), r.company, 'reopen'),
    'assign', act.act_json(act.guard_assign(a, r, st), r.company, 'reassign'), 'priority', act.act_json(act.guard_assign(a, r, st)),
    'message', act.act_json(act.guard_message(a, r, st)), 'note', act.act_json(act.guard_message(a, r, st)),
    'charge_waive', act.act_json(act.guard_withdraw(a, r, st)), 'charge_cancel', act.act_json(act.guard_withdraw(a, r, st)),
    'charge_again', act.act_json(act.guard_charge_again(a, r, st)), 'undo', act.act_json(act.guard_undo(a, r, st)))
$$;

-- With a reason: what that way out still misses.
create function act.why(a sec.actor, p_protocol text, p_reason text) returns jsonb
language plpgsql stable
as $$
declare r app.request := act.find(a, p_protocol);
begin
  return jsonb_build_object('protocol', r.protocol, 'acts', act.acts_json(a, r, act.standing(a, r)),
    'reasons', (select coalesce(jsonb_agg(x || jsonb_build_object('problems', case when (x ->> 'skip_required')::boolean then '[]'::jsonb
        else act.gate(r) end)), '[]')
      from jsonb_array_elements(act.reasons_json(r)) x where p_reason is null or x ->> 'code' = p_reason));
end $$;
