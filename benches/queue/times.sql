-- The requests again and again under other numbers, a few minutes apart so that no two sort alike.
begin;
set local session_replication_role = replica;
set local maintenance_work_mem = '256MB';
create temp table other on commit drop as
  select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
   where attrelid = 'app.request'::regclass and attnum > 0 and attgenerated = '' and not attisdropped
     and attname not in ('id', 'protocol', 'opened_at', 'due_at', 'closed_at');
do $$
begin
  execute format('insert into app.request (id, protocol, opened_at, due_at, closed_at, %1$s) overriding system value
    select id + n * 100000, left(protocol, 5) || lpad((substr(protocol, 6)::int + n * 100000)::text, 7, ''0''),
           opened_at - n * interval ''7 min'', due_at - n * interval ''7 min'', closed_at - n * interval ''7 min'', %1$s
      from app.request, generate_series(1, {times} - 1) n', (select columns from other));
end $$;
commit;
