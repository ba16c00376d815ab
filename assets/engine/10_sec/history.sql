-- The chain of a request's history (database §4): stamped by the database, whoever inserts.

create function sec.chain_hash(p_prev bytea, h app.history) returns bytea
language sql stable
as $$
  select sha256(p_prev || convert_to(jsonb_build_array(h.company, h.request_id, h.seq, extract(epoch from h.at), h.actor_id,
    h.actor, h.login, h.kind, h.from_status, h.to_status, h.from_stage, h.to_stage, h.from_group, h.to_group,
    h.from_assignee, h.to_assignee, h.outcome, h.reason_id, h.undoes, h.batch, h.data,
    encode(h.note_hash, 'hex'), h.visible_to_student)::text, 'UTF8'))
$$;

create function sec.note_hash(p_salt bytea, p_note text, p_detail jsonb) returns bytea
language sql stable
as $$ select sha256(p_salt || convert_to(coalesce(p_note, '') || chr(31) || coalesce(p_detail::text, ''), 'UTF8')) $$;

create function sec.chain() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare v_prev bytea; v_version int;
begin
  select q.head, q.version into strict v_prev, v_version
    from app.request q where q.company = new.company and q.id = new.request_id for update;
  new.seq := v_version + 1;
  new.at := sec.now();
  new.login := session_user;
  new.xid := pg_catalog.pg_current_xact_id();
  new.hash := sec.chain_hash(v_prev, new);
  return new;
end $$;
create trigger chain before insert on app.history for each row execute function sec.chain();

create function sec.deny() returns trigger
language plpgsql set search_path = ''
as $$ begin raise exception '% on %.% is not possible: append-only', tg_op, tg_table_schema, tg_table_name using errcode = '42501'; end $$;
create trigger append_only before update or delete on app.history for each row execute function sec.deny();
create trigger no_truncate before truncate on app.history execute function sec.deny();
create trigger no_truncate before truncate on app.request execute function sec.deny();
create trigger no_delete before delete on app.request for each row execute function sec.deny();

-- I-3, I-4: nothing commits a request whose state is not the one its last event left. Definer: a deferred trigger runs
-- at commit as the session's own role.
create function sec.must_log() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare r app.request; h app.history;
begin
  select * into r from app.request q where q.company = new.company and q.id = new.id;
  select * into h from app.history x where x.company = r.company and x.request_id = r.id and x.seq = r.version;
  if h.seq is null or h.hash <> r.head or (h.to_status, h.to_stage, h.to_group) is distinct from (r.status, r.stage_id, r.group_id)
     or h.to_assignee is distinct from r.assignee_id or h.outcome is distinct from r.outcome then
    raise exception 'request %/% changed without its history', r.company, r.id using errcode = '23514', constraint = 'request_must_log';
  end if;
  return null;
end $$;
create constraint trigger must_log after insert or update on app.request deferrable initially deferred
  for each row execute function sec.must_log();

create function sec.must_move() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from app.request q where q.company = new.company and q.id = new.request_id and q.version >= new.seq) then
    raise exception 'history %/% without its request', new.company, new.request_id using errcode = '23514', constraint = 'history_must_move';
  end if;
  return null;
end $$;
create constraint trigger must_move after insert on app.history deferrable initially deferred
  for each row execute function sec.must_move();
