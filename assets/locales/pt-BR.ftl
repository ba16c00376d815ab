### Palavras da tela. Verbos nas teclas, frases nas mensagens; nunca culpar quem digita.

## A mesa

brand = Balcão
yes = sim
no = não
loading = carregando…
too-small = Aumente a janela: ao menos 50 × 14
time-now = agora
time-in = em { $span }
time-ago = há { $span }
weekday-1 = seg
weekday-2 = ter
weekday-3 = qua
weekday-4 = qui
weekday-5 = sex
weekday-6 = sáb
weekday-7 = dom
due-waiting = aguarda
due-over = —
due-none = sem

## Estados, desfechos, prioridades

status-queued = Na fila
status-in-progress = Em atendimento
status-waiting = Aguardando aluno
status-concluded = Concluída
status-cancelled = Cancelada
outcome-granted = Deferida
outcome-denied = Indeferida
outcome-done = Atendida
priority-1 = urgente
priority-2 = alta
priority-3 = normal
priority-4 = baixa
priority-5 = sem pressa
channel-portal = pelo portal

## A conexão

link-connecting = conectando…
link-live = ao vivo
link-lost = sem conexão há { $span }

## A fila

view-group = Minha equipe
view-mine = Minhas
view-late = Atrasadas
view-waiting = Aguardando aluno
view-day = Meu dia
view-short-group = Equipe
view-short-mine = Minhas
view-short-late = Atrasadas
view-short-waiting = Aguardando
view-short-day = Meu dia
col-protocol = Protocolo
col-due = Prazo
col-student = Aluno
col-type = Tipo
col-stage = Etapa
col-assignee = Atendente
col-mine = Meu último ato
queue-total = { $n }
queue-found = { $n ->
    [one] { $n } encontrada
   *[other] { $n } encontradas
}
queue-new = { $n ->
    [one] { $n } nova
   *[other] { $n } novas
}
queue-marked = { $n ->
    [one] { $n } marcada
   *[other] { $n } marcadas
}
empty-group = Nada na fila — bom trabalho
empty-group-then = s quem está no balcão · o nova solicitação · 5 meu dia
empty-mine = Nenhuma solicitação com você
empty-late = Nenhuma atrasada
empty-waiting = Ninguém é esperado
empty-day = Nada passou por você hoje
empty-then = 1 volta à fila da equipe · n pega a próxima
empty-filter = Nada corresponde ao filtro
empty-filter-then = / muda o filtro · Esc o retira

## Uma solicitação

detail-title = Solicitação
detail-empty = Escolha uma solicitação na fila.
detail-due = Prazo
detail-promised = Previsão
detail-place = Local
detail-me = com você
detail-since = { $who } desde { $since }
detail-ask = Pedido
detail-instructions = Orientação
detail-fields = Campos desta etapa
detail-automatic = automático
detail-withheld = reservado
detail-by-student = preenchido pelo aluno
detail-forward = Encaminhar por
detail-forward-note = Encaminhar por · com observação
detail-missing = falta: { $what }
detail-more = mais { $n } ↓
tab-messages = Mensagens
tab-files = Arquivos
tab-history = Histórico
empty-messages = Nenhuma mensagem. m escreve ao aluno.
empty-files = Nenhum arquivo. A anexa um.
message-internal = nota interna
file-by-student = aluno
file-restricted = reservado
event-opened = abriu
event-taken = assumiu
event-released = soltou
event-field-set = preencheu campos
event-forwarded = encaminhou
event-returned = devolveu
event-reassigned = atribuiu
event-wait-started = aguarda o aluno
event-wait-ended = retomou
event-concluded = concluiu
event-cancelled = cancelou
event-reopened = reabriu
event-migrated = mudou de versão
event-message = escreveu
event-note = anotou
event-attachment = anexou um arquivo
event-priority = mudou a prioridade
event-undone = desfez
event-was-undone = (desfeito)

## Formulários

form-edit = Preencher
form-forward = Encaminhar
form-send-back = Devolver à etapa anterior
form-wait = Aguardar aluno
form-conclude = Concluir
form-cancel = Cancelar solicitação
form-reopen = Reabrir
form-message = Mensagem
form-assign = Atribuir a…
form-priority = Prioridade
form-add-file = Anexar arquivo
form-save-file = Salvar arquivo
form-new-request = Nova solicitação
form-sending = enviando…
form-message-hint = Tab: ao aluno ou nota interna
field-note = Observação
field-why = Motivo
field-way = Para
field-previous-stage = etapa anterior
field-to-student = Ao aluno
field-until = Até
field-until-help = Opcional, dd/mm/aaaa: nesse dia volta sozinha ao atendimento
field-outcome = Desfecho
field-resolution = Parecer
field-message = Texto
field-internal = Nota interna
field-to = Atendente
field-priority = Prioridade
field-priority-now = agora: { $level }
field-path = Caminho
field-path-help = Arquivo deste computador
field-integer = Informe um número inteiro, como 12
field-decimal = Informe um número, como 7,5
field-date = Informe uma data, como 31/12/2026
field-required = Informe: { $field }
hint-date = dd/mm/aaaa
hint-decimal = como 7,5
hint-file = caminho do arquivo neste computador
hint-bool = Espaço marca, s sim, n não

## O que se diz depois de um ato

done-take = { $protocol } está com você
done-release = { $protocol } voltou à fila
done-edit = Campos de { $protocol } guardados
done-forward = { $protocol } encaminhada para { $stage }
done-send-back = { $protocol } devolvida para { $stage }
done-wait = { $protocol } aguarda o aluno
done-resume = { $protocol } retomada
done-conclude = { $protocol } concluída
done-cancel = { $protocol } cancelada
done-reopen = { $protocol } reaberta
done-assign = { $protocol } atribuída a { $who }
done-message = Mensagem gravada em { $protocol }
done-priority = Prioridade de { $protocol } mudada
done-add-file = Arquivo anexado a { $protocol }
done-undo = Desfeito: { $what } · { $protocol }
done-open = { $protocol } aberta
said-bulk = { $act }: { $done } de { $all }
said-copied = { $what } copiado
said-saved = Salvo em { $path }
said-nothing-selected = Escolha uma solicitação primeiro
said-under-way = O ato anterior ainda está a caminho
said-no-fields = Esta etapa não tem campos a preencher
said-no-files = Esta solicitação não tem arquivos
said-draft-kept = O texto ficou guardado
said-unreachable = Sem conexão; o que você digitou está guardado. Repita quando voltar: nada é feito duas vezes
said-conflict = Outra pessoa alterou esta solicitação: { $why }
said-changed-by = { $who } { $what } agora
said-broken = Algo saiu errado no programa ({ $id }); nada foi perdido
leave-title = Sair
leave-text = { $n ->
    [one] Há um texto não enviado:
   *[other] Há { $n } textos não enviados:
}
leave-ask = Sair mesmo assim? s sai · qualquer outra tecla fica
log-title = O que foi feito
log-empty = Nada ainda.
help-title = Ajuda · Enter executa

## O aluno

student-title = Aluno
student-who = Quem está no balcão?
student-hint = Digite RA, nome, CPF ou telefone: duas letras bastam para começar.
student-nobody = Ninguém com esse texto. Tente parte do nome ou o RA.
student-card = Ficha
student-card-hint = Enter mostra a ficha.
student-open = { $n ->
    [one] { $n } aberta
   *[other] { $n } abertas
}
student-cpf = CPF
student-birth = Nascimento
student-email = E-mail
student-no-email = sem e-mail
student-phone = Telefone
student-guardian = Responsável
student-enrolments = Matrículas e contratos
student-no-enrolment = Sem matrícula
student-contract = contrato { $number }
student-requests = Solicitações · { $n }
student-no-requests = Nenhuma solicitação. o abre a primeira.

## A abertura

open-title = Nova solicitação
open-student = Aluno
open-type = Tipo
open-group = Grupo
open-location = Local de entrega
open-entry = Etapa inicial
open-description = Descrição
open-verdict = Verificação
open-verdict-hint = Escolha o aluno e o tipo: o que faltar aparece aqui.
open-allowed = Pode ser aberta
receipt-title = Solicitação aberta
receipt-hint = n outra para o mesmo aluno · y copia o protocolo · Enter mostra · Esc volta

## Comandos: verbo curto e uma frase

cmd-take = assumir
help-take = Assume a solicitação, ou todas as marcadas
cmd-next = próxima
help-next = Assume a próxima da fila, na ordem de atendimento
cmd-edit = preencher
help-edit = Preenche os campos desta etapa
cmd-forward = encaminhar
help-forward = Encaminha por um motivo; só o que falta é perguntado
cmd-conclude = concluir
help-conclude = Conclui com desfecho e parecer
cmd-wait = aguardar
help-wait = Pergunta algo ao aluno e pausa o prazo
cmd-resume = retomar
help-resume = Retoma a solicitação que aguardava
cmd-send-back = devolver
help-send-back = Devolve à etapa anterior, com o motivo
cmd-message = mensagem
help-message = Mensagem ao aluno ou nota interna (Tab troca)
cmd-release = soltar
help-release = Solta: volta à fila; ou todas as marcadas
cmd-assign = atribuir
help-assign = Atribui a alguém, ou todas as marcadas (supervisor)
cmd-priority = prioridade
help-priority = Muda a prioridade, dizendo por quê
cmd-cancel = cancelar
help-cancel = Cancela a solicitação, dizendo por quê
cmd-reopen = reabrir
help-reopen = Reabre uma solicitação encerrada
cmd-undo = desfazer
help-undo = Desfaz meu último ato, se ninguém agiu depois
cmd-add-file = anexar
help-add-file = Anexa um arquivo deste computador
cmd-save-file = salvar arquivo
help-save-file = Salva neste computador o arquivo mais novo
cmd-student = aluno
help-student = Quem está no balcão: busca, ficha, solicitações
cmd-new-request = nova
help-new-request = Abre uma solicitação no balcão
cmd-filter = filtrar
help-filter = Filtra a fila: palavras, tipo: etapa: dono: prazo:…
cmd-view-group = fila da equipe
help-view-group = Abertas dos meus grupos
cmd-view-mine = minhas
help-view-mine = As que estão comigo
cmd-view-late = atrasadas
help-view-late = As que passaram do prazo
cmd-view-waiting = aguardando
help-view-waiting = As que esperam resposta do aluno
cmd-view-day = meu dia
help-view-day = O que passou por mim desde ontem
cmd-down = abaixo
help-down = Uma linha abaixo
cmd-up = acima
help-up = Uma linha acima
cmd-result-down = abaixo
help-result-down = Próximo aluno encontrado
cmd-result-up = acima
help-result-up = Aluno encontrado anterior
cmd-top = topo
help-top = Primeira linha; traz as novas
cmd-bottom = fim
help-bottom = Última linha carregada
cmd-page-down = meia página abaixo
help-page-down = Meia página abaixo
cmd-page-up = meia página acima
help-page-up = Meia página acima
cmd-open = abrir
help-open = Leva as teclas à solicitação
cmd-card-open = abrir
help-card-open = Mostra a solicitação
cmd-next-pane = outro painel
help-next-pane = Troca entre fila e solicitação
cmd-tab-right = aba seguinte
help-tab-right = Mensagens, arquivos, histórico
cmd-tab-left = aba anterior
help-tab-left = Mensagens, arquivos, histórico
cmd-mark = marcar
help-mark = Marca para agir sobre várias
cmd-mark-range = marcar faixa
help-mark-range = Começa e termina uma faixa de marcas
cmd-copy = copiar
help-copy = Copia o protocolo (ou o RA) para a área de transferência
cmd-refresh = atualizar
help-refresh = Lê tudo de novo
cmd-log = o que fiz
help-log = O que foi feito e recusado nesta sessão
cmd-choose = escolher
help-choose = Encaminha pelo motivo desse número
cmd-accept-reason = este
help-accept-reason = Encaminha pelo motivo sob o cursor
cmd-with-note = com observação
help-with-note = Pergunta também uma observação
cmd-accept = enviar
help-accept = Envia; se falta algo, vai até lá
cmd-accept-filter = aplicar
help-accept-filter = Aplica o filtro
cmd-accept-student = ficha
help-accept-student = Mostra a ficha do aluno
cmd-field-next = campo seguinte
help-field-next = Vai ao campo seguinte
cmd-field-previous = campo anterior
help-field-previous = Vai ao campo anterior
cmd-newline = nova linha
help-newline = Começa uma linha no texto longo
cmd-complete = completar
help-complete = Completa o termo do filtro
cmd-another = outra
help-another = Outra solicitação para o mesmo aluno
cmd-leave-now = sair
help-leave-now = Sai sem enviar os textos
cmd-help = ajuda
help-help = Mostra as teclas que valem aqui
cmd-help-typing = ajuda
help-help-typing = Mostra as teclas que valem aqui
cmd-back = voltar
help-back = Um nível atrás; nunca descarta o que foi digitado
cmd-close = fechar
help-close = Fecha e volta
cmd-quit = sair
help-quit = Sai do programa
cmd-quit-anywhere = sair
help-quit-anywhere = Sai do programa, de onde estiver
