-- The seed's repair (Z-12): the handler row 10 is there after every migrate, whoever took it away.
insert into app.type_handler (id, code, name, application, library)
values (10, 'educational', 'Serviços Educacionais (RM Classis Net)', 'AG', 'RM.Edu.ServicosCRMEB')
on conflict (id) do update set code = excluded.code, name = excluded.name, application = excluded.application, library = excluded.library;
