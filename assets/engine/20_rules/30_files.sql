-- Attachments (amendment 34): bytes in the database, sniffed, limited, never in lists.

create function act.from_base64(t text) returns bytea
language plpgsql immutable
as $$
begin
  return decode(t, 'base64');
exception when others then return null;
end $$;

-- Media type by the first bytes; null = a kind that is not accepted.
create function act.sniff(c bytea) returns text
language plpgsql immutable
as $$
begin
  if substr(c, 1, 5) = '%PDF-'::bytea then return 'application/pdf';
  elsif substr(c, 1, 8) = '\x89504e470d0a1a0a'::bytea then return 'image/png';
  elsif substr(c, 1, 3) = '\xffd8ff'::bytea then return 'image/jpeg';
  elsif substr(c, 1, 4) = '\x504b0304'::bytea then return 'application/zip';
  end if;
  if position('\x00'::bytea in c) > 0 then return null; end if;
  perform convert_from(c, 'UTF8');
  return 'text/plain';
exception when others then return null;
end $$;

create function act.file_problems(p_name text, p_content bytea, p_field text) returns jsonb
language plpgsql stable
as $$
declare w text[];
begin
  if p_name is null or not app.is_clean(p_name) or length(p_name) not between 1 and 255 or p_name ~ '[/\\]' then
    w := array['o nome precisa ter de 1 a 255 caracteres, sem barras', 'the name needs 1 to 255 characters without slashes'];
  elsif p_content is null or length(p_content) = 0 then w := array['está vazio ou ilegível', 'it is empty or unreadable'];
  elsif length(p_content) > 10 * 1024 * 1024 then w := array['passa de 10 MB', 'it is larger than 10 MB'];
  elsif act.sniff(p_content) is null then w := array['só aceito PDF, PNG, JPEG, ZIP/DOCX e texto', 'only PDF, PNG, JPEG, ZIP/DOCX and text are accepted'];
  else return '[]'; end if;
  return jsonb_build_array(sec.problem('E_FILE', p_field, null, jsonb_build_object('name', coalesce(p_name, ''), 'why_pt', w[1], 'why_en', w[2])));
end $$;

-- 50 MB a request.
create function act.file_room(r app.request, p_more bigint) returns jsonb
language plpgsql stable
as $$
begin
  return (select case when coalesce(sum(size), 0) + p_more > 50 * 1024 * 1024
    then jsonb_build_array(sec.problem('E_FILE', null, null, '{"name": "", "why_pt": "a solicitação passa de 50 MB de anexos", "why_en": "the request would hold more than 50 MB of files"}'))
    else '[]'::jsonb end
    from app.attachment t where t.company = r.company and t.request_id = r.id);
end $$;

create function act.store_file(r app.request, a sec.actor, p_name text, p_content bytea, p_restricted boolean, p_now timestamptz) returns int
language plpgsql
as $$
declare n int;
begin
  perform sec.refuse(act.file_room(r, length(p_content)));
  select coalesce(max(no), 0) + 1 into n from app.attachment where company = r.company and request_id = r.id;
  insert into app.attachment (company, request_id, no, at, by_id, name, media_type, size, sha256, restricted)
  values (r.company, r.id, n, p_now, a.id, p_name, act.sniff(p_content), length(p_content), sha256(p_content), p_restricted);
  insert into app.file_content (company, request_id, no, content) values (r.company, r.id, n, p_content);
  return n;
end $$;
