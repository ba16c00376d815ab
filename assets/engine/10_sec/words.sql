-- The words of every refusal, pt-BR and English. They say what to mend and never blame (ux §9).

create function sec.words(p_code text) returns text[]
language plpgsql immutable
as $$
begin
  return (select case p_code
    when 'E_FORBIDDEN' then array['Sem permissão: {why_pt}.', 'Not permitted: {why_en}.']
    when 'E_NOT_MEMBER' then array['Sem permissão: a etapa é do grupo {group}, do qual você não participa.', 'Not permitted: the stage belongs to group {group}, of which you are not a member.']
    when 'E_NOT_ASSIGNEE' then array['Sem permissão: a solicitação está com {name}.', 'Not permitted: the request is with {name}.']
    when 'E_OWN_REQUEST' then array['Ninguém atende a própria solicitação: o aluno é você ou seu dependente.', 'Nobody handles a request of their own: the student is you or your dependant.']
    when 'E_NO_PROFILE' then array['Seu perfil de acesso não inclui "{type}".', 'Your access profile does not include "{type}".']
    when 'E_NOT_FOUND' then array['Não encontrei {what}.', 'Could not find {what}.']
    when 'E_TAKEN' then array['Já está com {name} desde {since}.', 'Already with {name} since {since}.']
    when 'E_STALE' then array['Outra pessoa alterou esta solicitação: você viu a versão {seen}, agora é a {now}.', 'Someone else changed this request: you saw version {seen}, it is now {now}.']
    when 'E_UNDO_GONE' then array['Não dá mais para desfazer: {why_pt}.', 'This can no longer be undone: {why_en}.']
    when 'E_OP_REUSED' then array['Este identificador de operação já foi usado em outro ato ({act}).', 'This operation id was already used for another act ({act}).']
    when 'E_STATUS' then array['A solicitação está {status_pt}; {need_pt}.', 'The request is {status_en}; {need_en}.']
    when 'E_FIELD_REQUIRED' then array['Informe: {label}.', 'Fill in: {label}.']
    when 'E_FIELD_INVALID' then array['{label}: {why_pt}.', '{label}: {why_en}.']
    when 'E_FIELD_UNKNOWN' then array['Esta etapa não tem o campo "{field}". Campos: {known}.', 'This stage has no field "{field}". Fields: {known}.']
    when 'E_ACTION_REQUIRED' then array['Falta concluir a ação: {label}.', 'An action is still to be done: {label}.']
    when 'E_NOTE_REQUIRED' then array['Escreva {what_pt}.', 'Write {what_en}.']
    when 'E_REASON_NOT_ALLOWED' then array['O motivo "{reason}" não sai da etapa {stage_name}. Motivos: {allowed}.', 'Reason "{reason}" does not leave stage {stage_name}. Reasons: {allowed}.']
    when 'E_REASON_UNKNOWN' then array['Não há motivo "{reason}" ativo deste tipo. Motivos: {allowed}.', 'There is no active reason "{reason}" of this kind. Reasons: {allowed}.']
    when 'E_STAGE_FORBIDS' then array['A etapa {stage_name} não permite {what_pt}.', 'Stage {stage_name} does not allow {what_en}.']
    when 'E_OUTCOME' then array['Resultado não previsto nesta etapa. Escolha: {allowed_pt}.', 'This stage does not conclude so. Choose: {allowed}.']
    when 'E_TARGET' then array['{login} não pode receber: {why_pt}.', '{login} cannot receive it: {why_en}.']
    when 'E_SAME_ASSIGNEE' then array['Já está com {name}.', 'Already with {name}.']
    when 'E_QUEUE_EMPTY' then array['Nada na fila — bom trabalho.', 'Nothing in the queue — well done.']
    when 'E_WINDOW' then array['Fora do prazo de reabertura: encerrada há mais de {days} dias.', 'Too late to reopen: closed more than {days} days ago.']
    when 'E_TEXT' then array['O texto de {what_pt} tem caracteres que não são texto ou passa de {max} caracteres.', 'The text of {what_en} has characters that are not text, or more than {max}.']
    when 'E_FILE' then array['Arquivo {name}: {why_pt}.', 'File {name}: {why_en}.']
    when 'E_PRIORITY' then array['A prioridade vai de 1 (urgente) a 5 (sem pressa).', 'Priority goes from 1 (urgent) to 5 (no hurry).']
    when 'E_UNTIL' then array['A data de retorno precisa ser futura.', 'The wake-up date must be in the future.']
    when 'E_TYPE_UNAVAILABLE' then array['Tipo de solicitação indisponível: {why_pt}.', 'Request type unavailable: {why_en}.']
    when 'E_TYPE_EXPIRED' then array['Fora do prazo: disponível de {from} a {to}.', 'Outside its window: available from {from} to {to}.']
    when 'E_NO_ENTRY_STAGE' then array['Fluxo sem etapa inicial {entry}; avise a administração.', 'The flow has no entry stage {entry}; tell the administrators.']
    when 'E_STUDENT_UNKNOWN' then array['Nenhum aluno com RA {ra}.', 'No student with number {ra}.']
    when 'E_NO_ENROLMENT' then array['Aluno sem matrícula ativa no período letivo {period}.', 'The student has no active enrolment in period {period}.']
    when 'E_NO_ACTIVE_CONTRACT' then array['Aluno sem contrato ativo no período letivo {period}.', 'The student has no active contract in period {period}.']
    when 'E_CONTRACT_CHOICE' then array['Escolha o contrato: {contracts}.', 'Choose the contract: {contracts}.']
    when 'E_LOCATION_REQUIRED' then array['Escolha o local de entrega: {locations}.', 'Choose the delivery location: {locations}.']
    when 'E_DESCRIPTION_REQUIRED' then array['Escreva o que o aluno pede.', 'Write what the student asks for.']
    when 'E_PARAM_REQUIRED' then array['Informe: {label}.', 'Fill in: {label}.']
    when 'E_PARAM_NOT_ALLOWED' then array['{label}: "{value}" não está entre as opções.', '{label}: "{value}" is not among the options.']
    when 'E_NO_OPTIONS' then array['{label}: nenhuma opção disponível para este aluno.', '{label}: no option is available for this student.']
    when 'E_QUERY' then array['Consulta {code}: {why_pt}.', 'Query {code}: {why_en}.']
    when 'E_QUERY_BIND' then array['Consulta {code}: {why_pt}.', 'Query {code}: {why_en}.']
    when 'E_QUERY_FAILED' then array['{label}: não foi possível consultar as opções ({why_pt}). A administração foi avisada.', '{label}: its options could not be looked up ({why_en}). The administrators have been told.']
    when 'E_ATTACHMENT_REQUIRED' then array['Este tipo exige um anexo.', 'This type needs an attachment.']
    when 'E_DUPLICATE' then array['Já existe a solicitação {protocol} em andamento.', 'Request {protocol} is already under way.']
    when 'E_SERVICE_REQUIRED' then array['O tipo cobra e não tem um serviço ativo ({service}); avise a administração.', 'The type charges and has no active service ({service}); tell the administrators.']
    when 'E_SERVICE_VALUE_MISSING' then array['O serviço {service} não tem valor; avise a administração.', 'Service {service} has no value; tell the administrators.']
    when 'E_LOCATION_PRICE_MISSING' then array['Sem preço para {description} em {day}; avise a administração.', 'No price for {description} on {day}; tell the administrators.']
    when 'E_NO_INSTALLMENT_ROW' then array['Nenhuma regra de parcela do período {period} vale em {day}; avise a administração.', 'No installment rule of period {period} covers {day}; tell the administrators.']
    when 'E_NO_DUE_DATE_RULE' then array['Nenhuma regra dá o vencimento da parcela {number}; avise a administração.', 'No rule gives the due date of installment {number}; tell the administrators.']
    when 'E_NO_CONTRACT_FOR_CHARGE' then array['O valor de {amount_pt} precisa de um contrato ativo, e o aluno não tem.', 'The amount of {amount_en} needs an active contract, and the student has none.']
    when 'E_PRICE_CHANGED' then array['O valor agora é {amount_pt} (você viu {seen}): confirme de novo.', 'The amount is now {amount_en} (you saw {seen}): confirm again.']
    when 'E_DEBTS' then array['Há débitos em aberto: {count|título|títulos}, {total_pt}, desde {oldest}.', 'There are open debts: {count|item|items}, {total_en}, since {oldest}.']
    when 'E_DEBT_OVERRIDE' then array['A instituição não permite abrir com débitos em aberto.', 'The institution does not allow opening with open debts.']
    when 'E_REQUESTER' then array['{why_pt}.', '{why_en}.']
    when 'E_CHARGE' then array['{why_pt}.', '{why_en}.']
    when 'E_FLOW_UNSOUND' then array['O fluxo tem {count|erro|erros}; o primeiro: {first_pt}', 'The flow has {count|error|errors}; the first: {first_en}']
    when 'E_FILE_VALUE' then array['{field}: {why_pt}.', '{field}: {why_en}.']
    when 'E_NO_DRAFT' then array['{type} não tem rascunho para publicar.', '{type} has no draft to publish.']
    when 'E_DRAFT_MOVED' then array['{name} {what_pt} em {when}, depois que você o abriu; as suas mudanças estão guardadas aqui.', '{name} {what_en} on {when}, after you opened it; your changes are kept here.']
    when 'E_ENTRY_MOVED' then array['{name} alterou isto em {when}, depois que você abriu; o que você digitou está guardado.', '{name} changed this on {when}, after you opened it; what you typed is kept.']
    when 'E_NOT_PUBLISHED' then array['{type} ainda não tem versão publicada.', '{type} has no published version yet.']
    when 'E_MOVE' then array['Não migra: {why_pt}.', 'Does not move: {why_en}.']
    when 'E_HOLDS_REQUESTS' then array['{name} está com {count|solicitação aberta|solicitações abertas}: atribua a outra pessoa ou confirme devolver tudo à fila.', '{name} holds {count|open request|open requests}: assign them, or confirm sending all to the queue.']
    when 'E_IN_USE' then array['{what_pt} está em uso por {users}; mude isso antes.', '{what_en} is in use by {users}; change that first.']
    when 'E_EXISTS' then array['Já existe {what}.', '{what} already exists.']
    when 'E_NOT_TRAINING' then array['O relógio só muda em uma base de treinamento.', 'The clock only moves in a training database.']
    when 'E_MAIL_TRAINING' then array['Base de treinamento: os e-mails só saem para uma pasta (--folder).', 'A training database: mail only leaves into a folder (--folder).']
    when 'E_MAIL_RETRY' then array['Não há e-mail a enviar de novo com número {ids}: já enviado, desfeito ou inexistente.', 'No mail to send again has number {ids}: sent already, taken back, or not there.']
    when 'E_CLOCK_BACK' then array['O relógio não pode voltar para antes do último ato ({newest}).', 'The clock cannot go back before the newest act ({newest}).']
    when 'E_SEARCH_SHORT' then array['Digite ao menos duas letras.', 'Type at least two letters.']
    when 'E_IMPORT_EMPTY' then array['{column}: falta o valor.', '{column}: the value is missing.']
    when 'E_IMPORT_COMPANY' then array['{column} "{value}": seu usuário é da coligada {more}.', '{column} "{value}": your user belongs to company {more}.']
    when 'E_IMPORT_SHAPE' then array['{column} "{value}": use {more} caracteres.', '{column} "{value}": use {more} characters.']
    when 'E_IMPORT_TEXT' then array['{column} "{value}": passa de {more} caracteres ou tem caracteres que não são texto.', '{column} "{value}": more than {more} characters, or characters that are not text.']
    when 'E_IMPORT_CPF' then array['{column} "{value}": não é um CPF (onze dígitos; os dois últimos conferem os outros).', '{column} "{value}": not a CPF (eleven digits; the last two check the others).']
    when 'E_IMPORT_EMAIL' then array['{column} "{value}": não é um e-mail.', '{column} "{value}": not an e-mail address.']
    when 'E_IMPORT_DATE' then array['{column} "{value}": não é uma data de 1900 a 2199; escreva 2026-03-31 ou 31/03/2026.', '{column} "{value}": not a date from 1900 to 2199; write 2026-03-31 or 31/03/2026.']
    when 'E_IMPORT_AMOUNT' then array['{column} "{value}": não é um valor; escreva 1234.50, 1234,50 ou 1.234,50.', '{column} "{value}": not an amount; write 1234.50, 1234,50 or 1.234,50.']
    when 'E_IMPORT_NUMBER' then array['{column} "{value}": escreva um número de 1 a 9999.', '{column} "{value}": write a number from 1 to 9999.']
    when 'E_IMPORT_DAY' then array['{column} "{value}": escreva um dia de 1 a 31.', '{column} "{value}": write a day from 1 to 31.']
    when 'E_IMPORT_CHOICE' then array['{column} "{value}": escolha {more}.', '{column} "{value}": choose {more}.']
    when 'E_IMPORT_UNKNOWN' then array['{column} "{value}": não existe nesta base; carregue antes o arquivo que o traz.', '{column} "{value}": not in this database; load the file that brings it first.']
    when 'E_IMPORT_TWICE' then array['{column} "{value}": a mesma chave da linha {more}.', '{column} "{value}": the same key as line {more}.']
    when 'E_IMPORT_ORDER' then array['{column} "{value}": termina antes de começar ({more}).', '{column} "{value}": ends before it starts ({more}).']
    when 'E_IMPORT_OTHER' then array['{column} "{value}": é o contrato de outro aluno.', '{column} "{value}": is the contract of another student.']
    when 'E_IMPORT_CHARGE' then array['{column} "{value}": é a cobrança da solicitação {more}; um arquivo só diz se foi paga.', '{column} "{value}": is the charge of request {more}; a file only says whether it was paid.']
    when 'E_IMPORT_NAMES' then array['{column} "{value}": o mesmo código tem outro nome antes ({more}).', '{column} "{value}": the same code has another name before ({more}).']
    else array[p_code, p_code] end);
end $$;

create function sec.status_word(p_status text, p_lang text) returns text
language sql immutable
as $$
  select case p_status
    when 'queued' then case p_lang when 'pt' then 'na fila' else 'queued' end
    when 'in_progress' then case p_lang when 'pt' then 'em atendimento' else 'in progress' end
    when 'waiting' then case p_lang when 'pt' then 'aguardando o aluno' else 'waiting for the student' end
    when 'concluded' then case p_lang when 'pt' then 'concluída' else 'concluded' end
    when 'cancelled' then case p_lang when 'pt' then 'cancelada' else 'cancelled' end end
$$;

-- E_STATUS says where the request is and what the act needs.
create function sec.status_problem(p_status text, p_need_pt text, p_need_en text) returns jsonb
language sql stable
as $$
  select sec.problem('E_STATUS', null, null, jsonb_build_object('status', p_status,
    'status_pt', sec.status_word(p_status, 'pt'), 'status_en', sec.status_word(p_status, 'en'),
    'need_pt', p_need_pt, 'need_en', p_need_en))
$$;

-- E_FORBIDDEN that names the roles an act belongs to.
create function sec.forbidden_role(p_roles text[]) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_FORBIDDEN', null, null, jsonb_build_object(
    'why_pt', 'isto é de ' || array_to_string(array(select case x when 'attendant' then 'atendente' when 'admin' then 'administrador'
                when 'auditor' then 'auditor' else x end from unnest(p_roles) x), ' ou '),
    'why_en', 'this is for ' || array_to_string(p_roles, ' or '), 'roles', to_jsonb(p_roles))));
end $$;
