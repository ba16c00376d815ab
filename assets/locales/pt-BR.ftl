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
due-none = —

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
col-assignee = Com
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
detail-charge = Valor
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
event-wait-warned = avisou que será cancelada
event-wait-ended = retomou
event-concluded = concluiu
event-cancelled = cancelou
event-reopened = reabriu
event-migrated = mudou de versão
event-charged = cobrada
event-charge-waived = cobrança dispensada
event-charge-cancelled = cobrança cancelada
event-charge-again = cobrada de novo
event-refund-review = paga: avaliar devolução
event-debt-overridden = aberta apesar dos débitos
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
field-reason = Motivo
field-details = Detalhes
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
draft-back = { $n ->
    [one] Um texto que você não tinha enviado está de volta: ✎ marca onde
   *[other] { $n } textos que você não tinha enviado estão de volta: ✎ marca onde
}
draft-resumed = Retomado do que você digitou ({ $at }); F8 joga fora.
draft-moved = Você digitou isto em “{ $from }”; a solicitação está agora em “{ $to }”.
draft-entry-moved = Este cadastro foi alterado depois disso; confira antes de enviar.
draft-thrown = Texto jogado fora · u traz de volta
draft-taken-back = O texto está de volta
field-gone = não é mais pedido aqui; fica só para leitura
said-unreachable = Sem conexão: nada mudou, e o que você digitou está guardado
said-unknown = A conexão caiu antes da resposta. Repita quando voltar: nada é feito duas vezes
file-unreadable = { $path }: não pude ler ({ $why })
file-why-absent = não existe
file-why-denied = sem permissão
file-why-folder = é uma pasta
file-unwritable = { $path }: não pude gravar ({ $why })
file-exists = { $path } já existe; escolha outro nome
file-large = { $path }: passa de { $mib } MiB
said-engine = O banco tem outra versão do Balcão: { $database }; este programa quer { $program }
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
choice-none = nada corresponde
options-hint = escolha antes o aluno e o tipo
options-asking = consultando as opções…
options-none = nenhuma opção disponível para este aluno
detail-closed = Fim
said-back = Conexão de volta; o que você digitou está aqui
said-undone = Desfeito: { $what }
open-contract = Contrato
open-override = Abrir mesmo assim
open-override-help = Já há { $protocol } em aberto para este aluno
open-override-why = Justificativa
detail-overdue = (vencida)
enrolment-active = ativa
enrolment-locked = trancada
enrolment-cancelled = cancelada
enrolment-finished = concluída
contract-active = ativo
contract-suspended = suspenso
contract-cancelled = cancelado
contract-closed = encerrado
open-location = Local de entrega
open-entry = Etapa inicial
open-file = Anexo
open-description = Descrição
open-verdict = Verificação
open-verdict-hint = Escolha o aluno e o tipo: o que faltar aparece aqui.
open-allowed = Pode ser aberta
receipt-title = Solicitação aberta

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
cmd-answer-down = ver mais
help-answer-down = Desce na resposta, quando ela não cabe
cmd-answer-up = voltar acima
help-answer-up = Sobe na resposta
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
cmd-run = executar
help-run = Executa o comando sob o cursor
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
drafts-title = O que você digitou e não enviou
drafts-empty = Nada por enviar.
draft-on-marked = marcadas
draft-marked = Marque as solicitações e tecle a: o texto está lá
cmd-drafts = por enviar
help-drafts = Tudo o que você digitou e ainda não enviou
cmd-draft-open = continuar
help-draft-open = Vai aonde o texto foi digitado
cmd-draft-drop = jogar fora
help-draft-drop = Joga fora este texto; u traz de volta
cmd-draft-undo = trazer de volta
help-draft-undo = Traz de volta o texto jogado fora por último
cmd-draft-throw = jogar fora
help-draft-throw = Joga fora o que está digitado; u traz de volta
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

## Fluxos

form-flow-edit = Editar
cmd-flows = fluxos
help-flows = tipos de solicitação e seus fluxos
cmd-flows-refresh = reler
help-flows-refresh = ler a lista de novo
cmd-type-new = novo tipo
help-type-new = novo tipo de solicitação, como rascunho de uma etapa
cmd-type-copy = copiar
help-type-copy = novo tipo igual a este, com outro nome e código
cmd-type-switch = abrir/fechar
help-type-switch = abrir o tipo às pessoas, ou fechá-lo: nada novo se abre, o que corre segue
cmd-type-why = verificar
help-type-why = por que o tipo não aparece: cada condição, e onde se resolve
cmd-what-if = e se…
help-what-if = quanto custaria e quando venceria, em qualquer dia, passo a passo
cmd-why-go = resolver
help-why-go = ir aonde a condição se resolve
cmd-why-for = para quem
help-why-for = verificar também para um aluno, um atendente, um canal
type-new-title = Novo tipo de solicitação
type-copy-title = Novo tipo, cópia de { $name }
type-new-about = Nasce como rascunho, com uma etapa que conclui; ninguém o vê antes de você publicar e abrir. v mostra o que falta.
type-copy-about = Copia etapas, perguntas, locais, preços e cobrança; nasce como rascunho, fechado.
type-made = Criado: { $code }. Complete os dados do tipo; v mostra o que falta.
type-opened = { $code } está aberto às pessoas.
type-closed = { $code } está fechado: nada novo se abre, o que corre segue. d reabre.
type-not-opened = { $why } v mostra o que falta.
sf-type-name = Nome
sf-type-code = Código
sf-type-code-help = letras minúsculas, números e hífens; vazio: feito do nome. Depois não muda.
sf-type-code-misfit = Use letras minúsculas, números e hífens.
sf-type-code-taken = Já há um tipo com este código.
sf-student = Aluno
sf-student-help = nome ou RA; vazio: não olha um aluno
sf-person = Atendente
sf-person-help = vazio: ninguém em especial
sf-channel = Canal
sf-location = Local de entrega
sf-contract = Contrato
sf-day = Dia
why-title = Por que não aparece? · { $name }
why-of-version = v{ $n } em vigor
why-of-draft = rascunho v{ $n }
why-offered = Aparece: nenhuma condição falta.
why-offered-but = { $n ->
    [one] Aparece; 1 ponto pede atenção.
   *[other] Aparece; { $n } pontos pedem atenção.
}
why-missing = { $n ->
    [one] Não aparece: falta 1 condição.
   *[other] Não aparece: faltam { $n } condições.
}
why-for = Para quem
why-for-whom = Para { $who }
why-go-activate = Aqui d abre o tipo às pessoas.
why-go-publish = Aqui p publica o rascunho.
why-go-profiles = Os perfis de acesso. Esc volta à verificação.
why-go-people = As pessoas. Esc volta à verificação.
why-go-portal = Quem entra no portal. Esc volta à verificação.
why-go-settings = Os parâmetros; as regras de parcela estão na lista ao lado. Esc volta à verificação.
why-go-periods = Os períodos letivos vêm do sistema acadêmico: "balcao import periods".
why-go-student = Confira o RA; e pergunta de novo.
what-if-title = E se… · { $name }
what-if-answer = Quanto e quando
what-if-contract = contrato { $n }
what-if-no-student = Com o RA de um aluno aparecem também a parcela, o vencimento e os débitos.
what-if-not-mine = Só a administração e a supervisão calculam sem abrir; na abertura o valor aparece a todos.
cmd-flow-open = abrir
help-flow-open = abrir o fluxo deste tipo
cmd-flow-add = etapa
help-flow-add = nova etapa depois desta; sobre um caminho, uma etapa no meio dele
cmd-flow-add-location = local
cmd-flow-add-price = preço
cmd-flow-add-question = pergunta
cmd-flow-connect = ligar
help-flow-connect = ligar esta etapa a outra, por um motivo que existe ou que se cria aqui
cmd-flow-edit = editar
help-flow-edit = editar o que está sob o cursor
cmd-flow-field = campo
help-flow-field = novo campo nesta etapa; no tipo, nova pergunta na abertura
cmd-flow-action = ação
help-flow-action = nova ação nesta etapa (conferência, e-mail, documento)
cmd-flow-remove = tirar
help-flow-remove = tirar o que está sob o cursor; u devolve
cmd-flow-down = ordem
help-flow-down = descer na ordem
cmd-flow-up = subir
help-flow-up = subir na ordem
cmd-flow-toggle = exigir
help-flow-toggle = campo: exigir ou não; caminho: deixar passar sem campos; etapa: pode ser a primeira
cmd-flow-mark = marcas
help-flow-mark = marcas da etapa: 1 padrão, 2 primeira etapa, 3 ativa a tarefa, 4 em uso
cmd-flow-in = dentro
help-flow-in = entrar na etapa: campos, ações e caminhos
cmd-flow-out = fora
help-flow-out = voltar à etapa
cmd-flow-pane = mapa
help-flow-pane = trocar entre a lista e o mapa
cmd-flow-zoom-in = mais
help-flow-zoom-in = ver mais de cada etapa no mapa
cmd-flow-zoom-out = menos
help-flow-zoom-out = ver menos de cada etapa no mapa
cmd-flow-zoom = zoom
help-flow-zoom = mudar o quanto o mapa mostra
flow-zoom-names = nomes
flow-zoom-normal = normal
flow-zoom-fields = campos
cmd-flow-problem = problema
help-flow-problem = ir ao problema e mostrar o caminho no mapa; de novo, ao próximo
cmd-flow-undo = desfazer
help-flow-undo = desfazer a última mudança, uma a uma até a abertura
cmd-flow-redo = refazer
help-flow-redo = refazer o que foi desfeito
cmd-flow-publish = publicar
help-flow-publish = publicar o rascunho: novas solicitações passam a usá-lo
cmd-flow-walk = percorrer
help-flow-walk = percorrer o rascunho com as regras de verdade, sem deixar nada
cmd-flow-diff = diferenças
help-flow-diff = o que mudou desde a versão publicada, e quem isso alcança
cmd-flow-replay = repassar
help-flow-replay = repassar o passado: o que as solicitações de um período encontrariam neste rascunho
cmd-flow-request = abrir
help-flow-request = repassar: abrir a solicitação; g f volta ao mesmo lugar do fluxo
replay-title = Repassar o passado
replay-title-of = Repassar o passado · v{ $n }
replay-opened = Abertas em
replay-past-month = 30 dias
replay-past-quarter = 90 dias
replay-past-year = 1 ano
replay-past-all = todo o tempo
replay-since = desde { $day }
replay-running = Repassando… { $n } s · Esc cancela
replay-seconds = { $whole },{ $tenth } s
replay-total = { $n ->
    [one] 1 solicitação
   *[other] { $n } solicitações
} em { $took } · nada foi gravado
replay-none = Nenhuma solicitação deste tipo foi aberta neste período; → escolhe um maior.
replay-failed = Sem resposta: a conexão caiu ou o período é longo demais. ← escolhe um menor, Enter tenta de novo.
replay-all-fit = Todas seguiriam neste rascunho o caminho que seguiram.
replay-causes = Por que as outras não
replay-sum-fits = seguiriam como foram
replay-sum-other = iriam por outro caminho
replay-sum-stops = parariam
replay-sum-missing = responderiam algo mais
replay-sum-invalid = teriam resposta recusada
replay-sum-forbidden = fariam o que não se pode
replay-stops = Param em { $stage }: não há o caminho “{ $reason }”
replay-stops-outcome = Param em { $stage }: não se conclui ali como { $outcome }
replay-stops-returned = Param em { $stage }: não se devolve dali
replay-stops-entry = Param em { $stage }: não se entra ali assim
replay-missing = Faltaria “{ $field }” em { $stage }
replay-missing-note = Faltaria a nota em { $stage }, por “{ $reason }”
replay-missing-opening = Faltaria “{ $field }” na abertura
replay-other = De { $stage }, por “{ $reason }”, iriam a { $to }, não a { $was }
replay-other-opened = Começariam em { $to }, não em { $was }
replay-invalid = Em { $stage }, “{ $field }” seria recusado como foi respondido
replay-invalid-opening = Na abertura, “{ $field }” seria recusado como foi respondido
replay-forbidden = Em { $stage }, um ato não seria permitido
replay-forbidden-wait = Em { $stage } não se poderia aguardar o aluno
replay-forbidden-cancel = Em { $stage } não se poderia cancelar
replay-was = Como foi
replay-would = Como seria
replay-assumed = { $n ->
    [one] um passo suposto
   *[other] { $n } passos supostos
}, de volta aonde ela esteve
cmd-flow-move = migrar
help-flow-move = levar as solicitações em andamento à versão em vigor, por um plano que se vê antes
cmd-flow-tour = tudo
help-flow-tour = percorrer sozinho todos os caminhos, desfechos e permissões
flow-never-published = Este tipo ainda não tem versão publicada.
flow-nothing-changed = Nada mudou desde a versão publicada.
flow-diff-title = { $n ->
    [one] 1 mudança desde a versão publicada
   *[other] { $n } mudanças desde a versão publicada
}
flow-diff-touched = { $n ->
    [one] 1 solicitação está nesta etapa
   *[other] { $n } solicitações estão nesta etapa
}
flow-walk-title = Percorrer · nada fica gravado
flow-walk-as = Quem age
flow-walk-anyone = quem puder
flow-walk-attendant = atendente
flow-walk-supervisor = supervisão
flow-walk-keeping = guardando o rascunho…
flow-walk-steps = Passos na versão { $n }
flow-walk-ways = Daqui se pode
flow-walk-fills = preenche: { $what }
flow-walk-note = ensaio do fluxo
flow-walk-due = prazo { $at }
flow-walk-over = Chegou ao fim.
flow-walk-stuck = Presa: ninguém pode levar a solicitação adiante daqui.
flow-walk-refused = Este passo não foi aceito; u volta um passo.
flow-walk-act-open = aberta
flow-walk-act-take = assumida
flow-walk-act-release = solta
flow-walk-act-set = preenchida
flow-walk-act-forward = encaminhada
flow-walk-act-return = devolvida
flow-walk-act-wait = aguarda o aluno
flow-walk-act-resume = retomada
flow-walk-act-conclude = concluída
flow-walk-act-cancel = cancelada
flow-walk-act-message = mensagem
flow-tour-count = { $n } de { $all } caminhos, desfechos e permissões percorridos
flow-tour-unreachable = { $what }: nenhuma solicitação chega aqui
flow-tour-by-hand = Só à mão: { $what }
flow-move-title = Migrar para a v{ $n }
flow-move-foreseen = { $moves } migram · { $stays } ficam · { $blocked } não podem
flow-move-from = Estão em
flow-move-to = vão para
flow-move-counts = vão não ✖
flow-move-stay = ficam na sua versão
flow-move-none = Com este plano nenhuma solicitação migra.
flow-move-all-there = Toda solicitação em andamento já está na v{ $n }.
flow-move-running = migrando uma a uma; Esc para
flow-move-undoing = devolvendo uma a uma; Esc para
flow-move-stopped = Parado: Enter continua, u devolve as que já foram
flow-move-ended = Pronto. u devolve todas enquanto nada mais acontecer com elas.
flow-move-lost = Sem conexão: o que já foi está feito; Enter continua daqui.
flow-moved-moved = { $n } migraram
flow-moved-stays = { $n } ficaram na sua versão
flow-moved-skipped = { $n } já estavam lá
flow-moved-undone = { $n } voltaram à versão de antes
flow-moved-refused = { $n } recusadas
cmd-tool-next = trocar
help-tool-next = a opção seguinte
cmd-tool-previous = trocar
help-tool-previous = a opção anterior
cmd-walk-choose = escolher
help-walk-choose = dar este passo; os números escolhem direto
cmd-walk-next = quem age
help-walk-next = trocar quem age: quem puder, atendente, supervisão, uma pessoa
cmd-walk-previous = quem age
help-walk-previous = quem age: a opção anterior
cmd-walk-actor = pessoa
help-walk-actor = escolher na lista quem age
cmd-walk-opening = aluno
help-walk-opening = abrir para outro aluno ou com outras respostas
cmd-walk-mails = e-mails
help-walk-mails = ler os e-mails que sairiam
cmd-walk-screen = tela
help-walk-screen = ver a tela de quem atende
cmd-walk-undo = voltar um passo
help-walk-undo = voltar um passo; o que se escreveu nele continua lá
cmd-move-choose = escolher
help-move-choose = começar, mudar o destino, ver a solicitação: o que está sob o cursor
cmd-move-next = destino
help-move-next = o próximo destino desta etapa
cmd-move-previous = destino
help-move-previous = o destino anterior
cmd-move-undo = devolver
help-move-undo = devolver todas as que esta migração levou
flow-walk-title-screen = Percorrer · a tela de quem atende
flow-walk-title-mail = Percorrer · e-mails que sairiam
flow-walk-opening = Como a solicitação é aberta
flow-walk-actor = Quem dá os próximos passos
flow-walk-screen = A tela de quem atende
flow-walk-for = para { $who }
flow-walk-student = Aluno (RA)
flow-walk-student-help = Vazio: um aluno de ensaio, que só existe neste percurso
flow-walk-file-help = No percurso um arquivo de exemplo com este nome faz as vezes
flow-walk-no-mails = Até aqui nenhum e-mail sairia.
flow-walk-mail = { $n } de { $all } · nada é enviado · ↑ ↓ outros
flow-walk-mail-to = Para
flow-walk-mail-subject = Assunto
flow-walk-do-resume = Retomar
flow-walk-do-fill = Preencher campos
flow-walk-do-message = Mensagem ou nota
flow-walk-do-take = Assumir
flow-walk-do-release = Soltar (volta à fila)
flow-move-version = Para a versão
flow-move-live = em vigor
flow-move-which = Para qual versão
flow-move-version-published = em vigor · { $n } abertas
flow-move-version-retired = anterior · { $n } abertas
flow-move-target = Para onde vão as que estão em { $stage }
flow-move-go = { $n ->
    [one] Migrar 1 solicitação para a v{ $to }
   *[other] Migrar { $n } solicitações para a v{ $to }
}
flow-move-again = { $n ->
    [one] Continuar: falta 1
   *[other] Continuar: faltam { $n }
} (já foram { $moved })
flow-move-go-on = { $n ->
    [one] Continuar: falta 1
   *[other] Continuar: faltam { $n }
}
flow-move-broken = A migração de { $when }, de { $who }, parou no meio. u devolve as que já foram.
flow-move-blocked = Não podem ir ({ $n })
flow-move-runs = Migrações anteriores
flow-move-run = { $when } · { $who } · v{ $to } · { $moved } foram, { $undone } voltaram
flow-move-back = Pronto: voltaram como estavam.
flow-move-each = Uma a uma
cmd-flow-choose = escolher
help-flow-choose = escolher uma das opções
flows-title = Fluxos
flows-empty = Nenhum tipo de solicitação ainda. Instale os que vêm prontos com "balcao type install --all --publish" ou traga um arquivo com "balcao type import ARQUIVO"; depois R relê esta lista.
flows-active = em uso
flows-inactive = fechado
flows-col-name = Tipo de solicitação
flows-col-code = Código
flows-col-state = Situação
flows-col-version = Em vigor
flows-col-draft = Rascunho
flows-col-problems = Exame
flows-col-open = Abertas
flow-title = Fluxo · { $name }
flow-published-long = v{ $n } publicada
flow-published-short = v{ $n }
flow-draft-long = rascunho v{ $n }
flow-draft-short = v{ $n }
flow-draft-new = rascunho novo
flow-changes = { $n ->
    [one] 1 mudança
   *[other] { $n } mudanças
}
flow-reading = só leitura
flow-kept = ✔ guardado
flow-keeping = … guardando
flow-unkept = ✎ não guardado
flow-errors = { $n }
flow-errors-long = { $n ->
    [one] 1 erro
   *[other] { $n } erros
}
flow-warnings = { $n }
flow-warnings-long = { $n ->
    [one] 1 aviso
   *[other] { $n } avisos
}
flow-sound = {" "}sem problemas
flow-all-sound = Sem problemas: o fluxo pode ser publicado.
flow-seems-sound = Nenhum problema à vista; o servidor confirma ao guardar.
flow-stages = Etapas
flow-map = Mapa
flow-map-key = Tab mapa
flow-head = o tipo
flow-head-row = { $n ->
    [0] Tipo e vigência · nada se pergunta na abertura
    [one] Tipo e vigência · 1 pergunta na abertura
   *[other] Tipo e vigência · { $n } perguntas na abertura
}
flow-mark-default-long = padrão
flow-mark-default-short = padrão
flow-mark-entry-long = entrada
flow-mark-entry-short = entr.
flow-mark-idle-long = sem tarefa
flow-mark-idle-short = s/ tarefa
flow-mark-conclude-long = conclui ■
flow-mark-conclude-short = ■
flow-mark-inactive-long = fora de uso
flow-mark-inactive-short = fora
flow-own-group = grupo da solicitação
flow-no-deadline = sem prazo
flow-edge-note = pede nota
flow-edge-skip = dispensa campos
flow-read-only = Só a administração muda fluxos; aqui você pode ler.
flow-choose-stage = Ponha o cursor em uma etapa.
flow-unreadable = Este tipo foi escrito por outra versão do programa e não pode ser aberto aqui.
flow-removed = Tirado: { $what } — u devolve
flow-removed-stage = Tirada: { $what }, com seus caminhos; { $n ->
    [one] 1 solicitação está nela
   *[other] { $n } solicitações estão nela
} e segue na versão em que foi aberta — u devolve
flow-row-gone = Isso não está mais no fluxo.
flow-nothing-to-undo = Nada mais a desfazer.
flow-nothing-to-redo = Nada a refazer.
flow-undone = Desfeito: { $what }
flow-redone = Refeito: { $what }
flow-no-problem = Sem problemas.
flow-unsound = { $n ->
    [one] Ainda não dá para publicar: há 1 erro.
   *[other] Ainda não dá para publicar: há { $n } erros.
} Enter vai ao próximo.
flow-nothing-to-publish = Nada mudou desde a versão publicada.
flow-published = { $n ->
    [0] Versão { $version } publicada: vale para as novas solicitações.
    [one] Versão { $version } publicada, com 1 aviso: vale para as novas solicitações.
   *[other] Versão { $version } publicada, com { $n } avisos: vale para as novas solicitações.
}
flow-unsaved-link = Sem conexão: o que você mudou está aqui e é guardado quando ela voltar.
unsent-no-home = sem pasta pessoal neste computador
unsent-no-disk = Este computador não pôde guardar o que ainda não foi enviado ({ $why }); até que seja enviado, está só na memória.
unsent-unreadable = Há trabalho não enviado de outra versão do programa em { $place }; ele não foi tocado.
unsent-mine = O que você fez aqui em { $at } não chegou ao servidor
unsent-changes = Suas últimas mudanças ainda não chegaram ao servidor
unsent-moved = { $mine }, e { $who } alterou este rascunho depois; os dois estão guardados.
unsent-published = { $mine }, e a versão { $n } foi publicada depois; os dois estão guardados.
unsent-back = Recuperado o que não tinha chegado ao servidor, de { $at }; u volta ao rascunho de lá.
unsent-typed = O texto que você não tinha enviado, de { $at }, está de volta.
unsent-no-answer = sem resposta do servidor
leave-unsent = As mudanças em “{ $name }” não chegaram ao servidor ({ $why }). Estão guardadas em { $place } e voltam quando este fluxo for aberto neste computador.
leave-untyped = O texto que você digitou no fluxo “{ $name }” está guardado em { $place } e volta quando este fluxo for aberto neste computador.
leave-drafts = { $n ->
    [one] O texto que você não enviou está guardado e volta quando você abrir o Balcão.
   *[other] Os { $n } textos que você não enviou estão guardados e voltam quando você abrir o Balcão.
}
leave-lost = As mudanças em “{ $name }” não chegaram ao servidor e não puderam ser guardadas neste computador. { $why }
flow-taken-in = { $who } alterou este rascunho; é o que você vê agora, e u volta ao que estava aqui.
flow-moved-first = O rascunho mudou no servidor: escolha antes qual dos dois vale; o que você escreveu está guardado.
flow-moved-title = O rascunho mudou no servidor
flow-moved-theirs = ver o do servidor; o seu fica a um u de distância
flow-moved-mine = guardar o seu por cima dele
flow-moved-later = decidir depois; nada é gravado, nada se perde
flow-did-add-stage = nova etapa
flow-did-change-stage = mudança na etapa
flow-did-switch = marca da etapa
flow-did-move = ordem
flow-did-remove-stage = etapa tirada
flow-did-add-field = novo campo
flow-did-change-field = mudança no campo
flow-did-remove-field = campo tirado
flow-did-add-action = nova ação
flow-did-change-action = mudança na ação
flow-did-remove-action = ação tirada
flow-did-connect = nova ligação
flow-did-change-edge = mudança no caminho
flow-did-disconnect = caminho tirado
flow-did-add-parameter = nova pergunta
flow-did-change-parameter = mudança na pergunta
flow-did-remove-parameter = pergunta tirada
flow-did-change-head = dados do tipo
flow-did-add-location = novo local de entrega
flow-did-change-location = mudança no local
flow-did-remove-location = local tirado
flow-did-add-price = novo preço
flow-did-change-price = mudança no preço
flow-did-remove-price = preço tirado
flow-did-replace = troca do rascunho inteiro
flow-form-add-stage = Nova etapa
flow-form-between = Nova etapa no caminho
flow-form-stage = Etapa
flow-form-add-field = Novo campo
flow-form-field = Campo
flow-form-add-action = Nova ação
flow-form-action = Ação
flow-form-connect = Ligar
flow-form-edge = Caminho
flow-form-add-parameter = Nova pergunta na abertura
flow-form-parameter = Pergunta na abertura
flow-form-head = Tipo
flow-form-access = Quem abre
flow-form-charge = Cobrança
flow-form-email = E-mail da abertura
flow-form-guidance = Orientações
flow-form-location = Local de entrega
flow-form-price = Preço
flow-form-add-location = Novo local de entrega
flow-form-add-price = Novo preço
flow-part-access = Quem abre
flow-part-charge = Cobrança
flow-part-email = E-mail da abertura
flow-part-guidance = Orientações
flow-part-locations = Locais de entrega
flow-part-questions = Perguntas
flow-channel-desk = balcão
flow-channel-portal = portal
flow-until = até { $to }
flow-location-price = preço do local
flow-email-usual = o texto de sempre
flow-guides-student = ao aluno
flow-guides-attendant = ao atendente
flow-locations = { $n ->
    [0] nenhum; n cria um
   *[other] { $n }
}
flow-questions = { $n ->
    [0] nenhuma; n cria uma
   *[other] { $n }
}
flow-price-today = { $amount } hoje
flow-price-none = sem preço hoje
flow-price-between = de { $from } a { $to }
flow-price-since = desde { $from }
flow-choose-part = Aqui não há o que tirar nem mover; e edita.
flow-form-publish = Publicar
duration-business-hours = { $n ->
    [one] 1 hora útil
   *[other] { $n } horas úteis
}
duration-business-days = { $n ->
    [one] 1 dia útil
   *[other] { $n } dias úteis
}
duration-calendar-days = { $n ->
    [one] 1 dia corrido
   *[other] { $n } dias corridos
}
ff-name = Nome
ff-group = Grupo
ff-group-help = vazio: o grupo em que a solicitação foi aberta
ff-duration = Prazo
ff-duration-help = 2 dias úteis · 4 horas úteis · 30 dias corridos
ff-duration-misfit = Escreva um número e a unidade: 2 dias úteis, 4 horas úteis, 30 dias corridos
ff-conclude = Pode concluir
ff-cancel = Pode cancelar
ff-wait = Pode aguardar o aluno
ff-return = Pode devolver
ff-purpose = Sentido
ff-granted = Conclui deferida
ff-denied = Conclui indeferida
ff-done = Conclui atendida
ff-assignment = Repasse
ff-attendant = Atendente
ff-attendant-help = só para o repasse a um atendente
ff-public-label = O aluno lê
ff-public-label-help = como o aluno vê esta etapa; vazio: o nome
ff-description = Descrição
ff-onward = Segue por
ff-reason = Motivo
ff-reason-help = escolha, ou escreva o nome de um novo
ff-reason-new = criar este motivo
ff-to = Leva a
ff-note-required = Pede nota
ff-skip-required = Dispensa os campos
ff-active = Em uso
ff-label = Rótulo
ff-type = Tipo
ff-required = Obrigatório
ff-choices = Opções
ff-choices-help = uma por linha, valor|rótulo ou só o rótulo; Alt-Enter muda de linha
ff-query = Consulta
ff-min = Mínimo
ff-min-help = de um texto, em caracteres
ff-max = Máximo
ff-regex = Padrão
ff-regex-help = expressão regular do texto inteiro
ff-help = Ajuda
ff-filled-by = Quem preenche
ff-visible = O aluno vê
ff-restricted = Reservado
ff-restricted-help = só a equipe da etapa lê
ff-kind = O que é
ff-on-execute = Exigida para sair
ff-on-select = Exigida ao escolher
ff-valid-from = Vale desde
ff-valid-to = Vale até
ff-expected-days = Dias prometidos
ff-expected-days-help = em dias úteis; é a previsão que o aluno lê
ff-handler = Serviço do tipo
ff-priority = Prioridade
ff-default = Valor inicial
ff-default-help = já vem preenchido; quem atende muda
ff-from-name = Remetente
ff-from-name-help = o nome que o aluno vê; vazio: o da instituição
ff-from-addr = Endereço
ff-from-addr-help = o servidor de e-mail pode recusar outro que não o seu
ff-subject = Assunto
ff-charges = Lança cobrança
ff-charges-help = cria parcela e lançamento quando a solicitação é aberta
ff-service = Serviço
ff-service-no-value = sem valor
ff-location-price = Preço do local
ff-location-price-help = não: o valor do serviço; sim: o preço do local escolhido
ff-debts = Valida débitos
ff-debts-help = com débito vencido não abre; nunca em documento legal
ff-place = Descrição
ff-place-help = como o aluno lê: Secretaria – Sede
ff-locality = Localidade
ff-branch = Filial
ff-branch-help = vazio: a filial da localidade
ff-amount = Valor
ff-amount-help = 0,00 é sem custo
ff-from = Vale desde
ff-from-help = o preço sem fim que vale antes termina na véspera
ff-until = Vale até
ff-until-help = vazio: até o próximo preço
ff-max-open = Abertas por aluno
ff-max-open-help = vazio: sem limite
ff-desk = Abre no balcão
ff-portal = Abre no portal
ff-student = O aluno pede
ff-guardian = O responsável pede
ff-of-group = Atende { $group }
ff-enrolment = Exige matrícula
ff-contract = Exige contrato
ff-attachments = Aceita anexos
ff-attachment = Exige anexo
ff-student-cancel = O aluno cancela
ff-legal = Documento legal
ff-to-student = Ao aluno
ff-to-attendant = Ao atendente
ff-note = O que mudou
ff-note-help = fica na história das versões
fw-short-text = texto curto
fw-educational = Serviços Educacionais
fw-long-text = texto longo
fw-integer = número inteiro
fw-decimal = número
fw-date = data
fw-bool = sim ou não
fw-choice = escolha
fw-sql-choice = escolha por consulta
fw-file = arquivo
fw-neutral = neutra
fw-approve = deferimento
fw-deny = indeferimento
fw-queue = fila do grupo
fw-attendant = atendente
fw-previous-handler = quem atendeu antes
fw-supervisor = supervisão
fw-least-loaded = quem tem menos
fw-round-robin = rodízio
fw-student = aluno
fw-checklist = conferência
fw-send-email = e-mail
fw-issue-document = documento
fw-forward = encaminha
fw-return = devolve
fw-can-cancel = cancela
fw-can-wait = aguarda
fw-can-return = devolve

### The command line.

cli-replayed = Já estava feito: este ato foi repetido com o mesmo --op.
cli-batch = Lote { $batch } (desfazer: balcao request undo --batch { $batch })
cli-version-of-one = --if-version vale para uma solicitação só.
cli-key-twice = { $key } foi dado duas vezes; deixe um só valor.
cli-no-home = Não há diretório pessoal conhecido; defina HOME.
cli-would-fit = caberia: { $fits }
cli-yes = sim
cli-no = não
cli-late = atrasada
cli-file-terminal = O conteúdo não vai para a tela; dê um nome de arquivo ou redirecione a saída.
cli-file-saved = Gravado em { $path }
cli-list-empty = Nenhuma solicitação corresponde ao filtro.
cli-list-total = { $shown } de { $total }
cli-list-next = Próxima página: --after { $cursor }
cli-filter-mistake = filtro, coluna { $column }: { $said }
cli-preview-allowed = Pode ser aberta.
cli-student-none = Ninguém encontrado; confira o RA, o CPF ou ao menos duas letras do nome.
cli-password-short = A senha precisa de ao menos { $least } caracteres.
cli-password-no-terminal = Não há terminal para pedir a senha; use --password-stdin.
cli-password-new = Nova senha:
cli-password-again = Repita a senha:
cli-password-differs = As senhas são diferentes; nada foi mudado.
cli-password-of = Senha de { $login }:
cli-passwd-done = A senha de { $login } foi mudada.
cli-user-nothing = Diga o que mudar, por exemplo --name ou --group.
cli-user-added = { $login } foi criado.
cli-user-changed = { $login } foi alterado.
cli-user-enabled = { $login } pode entrar.
cli-user-disabled = { $login } não entra mais.
cli-catalogue-no-queries = Sem as consultas SQL: só a administração e a auditoria leem seus textos.
cli-user-invited = Senha de uso único, válida por { $hours } horas; entregue-a em mãos e peça `balcao passwd`:
cli-type-imported = { $type }: rascunho v{ $version } gravado; `balcao flow publish { $type }` publica.
cli-type-active = { $type } está aberto às pessoas.
cli-type-offered = Nada impede que o tipo apareça.
cli-type-not-offered = O tipo não aparece: veja os ✖.
why-at-head = Tipo
why-at-access = Quem abre
why-at-charge = Cobrança
why-at-locations = Locais de entrega
why-at-questions = Perguntas
why-at-stage = Etapa
why-at-flow = Etapas
why-at-publish = Publicação
why-at-activate = Situação
why-at-profiles = Perfis de acesso
why-at-people = Pessoas
why-at-portal = Portal
why-at-settings = Regras de cobrança
why-at-periods = Período letivo
why-at-student = Aluno
what-if-student = { $name } · RA { $ra } · contrato { $n }
what-if-price = Valor
what-if-due = Vencimento
what-if-debts = Débitos
cli-type-inactive = { $type } está fechado; o que corre continua.
cli-type-there = { $type } já está aqui; fica como está.
cli-type-not-shipped = { $code } não vem com o programa; vêm: { $known }.
cli-type-refused = { $type } não foi aceito.
cli-flow-whole = O tipo
cli-flow-way = caminho: { $path }
cli-flow-sound = Fluxo correto.
cli-flow-unsound = { $errors ->
    [one] O fluxo tem um erro.
   *[other] O fluxo tem { $errors } erros.
}
cli-flow-unchecked = Não verificado sem banco de dados: { $checks }
cli-flow-published = { $type }: versão { $version } publicada.
cli-flow-discarded = { $type }: rascunho v{ $version } descartado.
cli-flow-drafted = { $type }: rascunho v{ $version } começado com o fluxo da v{ $from }.
cli-flow-touches = { $requests ->
    [one] { $requests } solicitação em andamento
   *[other] { $requests } solicitações em andamento
}
cli-flow-differs = { $changes ->
    [0] Nenhuma diferença.
    [one] Uma diferença
   *[other] { $changes } diferenças
}{ $changes ->
    [0] { "" }
   *[other] ; solicitações em andamento nas etapas mudadas: { $requests }.
}
cli-flow-run = Execução { $run } (se for interrompida: --run { $run })
cli-flow-progress = { $done } de { $total }
cli-flow-broken-off = A execução { $run } foi interrompida; o que migrou está migrado. Continue com --run { $run }.
cli-flow-no-run = Não há execução { $run } deste tipo.
cli-flow-no-undo = Nenhuma execução deste tipo pode ser desfeita.
cli-flow-migrated = Migram: { $moved } · ficam: { $stays } · impedidas: { $blocked }
cli-move-moves = migra
cli-move-moved = migrou
cli-move-stays = fica
cli-move-skipped = pulada
cli-move-undone = desfeita
cli-move-blocked = impedida
cli-move-refused = recusada
cli-version-draft = rascunho
cli-version-published = publicada
cli-version-retired = aposentada
cli-version-begun = começada
cli-version-dropped = descartada
cli-replay-count-total = solicitações
cli-replay-count-fits = seguem igual
cli-replay-count-other = tomam outro caminho
cli-replay-count-stops = param
cli-replay-count-missing = ficam sem algum dado
cli-replay-count-invalid = têm resposta que seria recusada
cli-replay-count-forbidden = têm ato que não seria permitido
cli-replay-totals = Das { $compared } seguidas até o fim: toques { $touches } → { $touches-new } · dias úteis de prazo { $days } → { $days-new }
cli-replay-charges = Cobranças: { $charged } → { $charged-new } ({ $changed } com outro valor, { $unpriced } sem preço)
cli-replay-more = … e mais { $more } (--csv traz todas)
cli-replay-assumed = passos supostos: { $steps }
cli-replay-missing = Falta em { $stage }: { $field }
cli-replay-missing-note = Falta em { $stage }: observação em "{ $way }"
cli-replay-missing-opening = Falta na abertura: { $field }
cli-replay-invalid = Recusada em { $stage }: a resposta de { $field }
cli-replay-invalid-opening = Recusada na abertura: a resposta de { $field }
cli-replay-stops = Para em { $stage }: ali não há "{ $way }"
cli-replay-stops-outcome = Para em { $stage }: ali não há "{ $way }"
cli-replay-stops-returned = Para em { $stage }: não se devolve dali
cli-replay-stops-entry = Para: não se entra na etapa { $stage }
cli-replay-other = Em { $stage }, "{ $way }" leva a { $to } em vez de { $was }
cli-replay-other-opened = Começa em { $to } em vez de { $was }
cli-replay-other-returned = Devolvida de { $stage } a { $to } em vez de { $was }
cli-replay-forbidden-wait-started = Não se permite em { $stage }: aguardar o aluno
cli-replay-forbidden-cancelled = Não se permite em { $stage }: cancelar, por quem atende
cli-walk-sum = { $walked } percorridos, { $refused } recusados, { $beyond } sem caminho. Nada ficou gravado.
cli-walk-unreachable = nenhum caminho chega aqui
cli-walk-by-hand = Precisa de resposta à mão: { $label }
cli-walk-stuck = Daqui ninguém consegue seguir adiante.
cli-walk-granted = Concluir: deferida
cli-walk-denied = Concluir: indeferida
cli-walk-done = Concluir: atendida
cli-walk-wait = Aguardar o aluno e retomar
cli-walk-return = Devolver à etapa anterior
cli-walk-cancel = Cancelar
cli-clock-real = hora real
cli-clock-shifted = adiantado ou atrasado, correndo
cli-clock-frozen = parado
cli-import-line = Linha
cli-import-problem = O que há
cli-import-bad = { $n ->
    [one] ✖ Uma de { $lines } linhas não serve; nada foi carregado.
   *[other] ✖ { $n } de { $lines } linhas não servem; nada foi carregado.
}
cli-import-inserted = novas
cli-import-updated = alteradas
cli-import-unchanged = como estavam
cli-import-lines = linhas
cli-import-dry = Nada mudou: é o que seria feito.
cli-import-loading = conferindo e carregando…
cli-verify-progress = { $n } conferidas…
cli-waits-done = { $n ->
    [0] Nada a fazer: nenhuma espera venceu.
    [one] 1 solicitação em espera foi retomada, avisada ou cancelada.
   *[other] { $n } solicitações em espera foram retomadas, avisadas ou canceladas.
}
cli-verify-done = { $n ->
    [one] { $n } solicitação conferida
   *[other] { $n } solicitações conferidas
}: { $broken ->
    [0] histórico íntegro.
    [one] uma quebra no histórico.
   *[other] { $broken } quebras no histórico.
}
cli-migrated = { $count ->
    [0] Nada a migrar; as regras foram refeitas.
    [one] Uma migração aplicada; as regras foram refeitas.
   *[other] { $count } migrações aplicadas; as regras foram refeitas.
}
cli-fits = O banco de dados e este programa combinam.
cli-fits-older = O banco de dados é mais antigo ({ $database }; o programa tem { $program }): rode `balcao migrate`.
cli-fits-newer = O banco de dados é mais novo ({ $database }; o programa tem { $program }): use um programa mais novo.
cli-fits-other = As regras diferem ({ $database }; o programa tem { $program }): rode `balcao migrate` ou use o programa que combina.
cli-unreachable = O banco de dados está fora de alcance: { $reason }
cli-unknown-outcome = A conexão caiu antes da resposta ({ $reason }); não se sabe se o ato foi feito: repita com o mesmo --op ou confira com `balcao request show`.
cli-engine = O banco de dados tem { $database }, este programa precisa de { $program }; rode `balcao migrate` ou use o programa que combina.
cli-internal = erro interno (relatório { $report }): { $reason }
cli-desk-no-terminal = A tela precisa de um terminal; sem um, use os comandos (balcao --help).
cli-demo-stopped = O banco de dados do exercício parou.
cli-demo-not-running = O banco de dados do exercício não estava em uso.
cli-show-form = Etapa atual
cli-show-reasons = Encaminhar por
cli-show-messages = Mensagens
cli-show-internal = nota interna
cli-show-files = Arquivos
cli-show-history = Histórico
cli-show-withheld = (reservado)
cli-show-undone = desfeito
cli-col-version = Versão
cli-col-state = Situação
cli-col-who = Por
cli-col-note = Observação
cli-col-late = Atrasadas
cli-col-to = Vai para
cli-col-why = Por quê
cli-col-protocol = Protocolo
cli-col-due = Prazo
cli-col-type = Tipo
cli-col-stage = Etapa
cli-col-student = Aluno
cli-col-status = Situação
cli-col-assignee = Atendente
cli-col-group = Grupo
cli-col-location = Local de entrega
cli-col-opened = Aberta em
cli-col-promised = Previsão de entrega
cli-col-waiting-until = Aguarda até
cli-col-description = Descrição
cli-col-resolution = Resposta
cli-col-no = Nº
cli-col-name = Nome
cli-col-stages = Etapas
cli-col-days = Dias
cli-col-media-type = Formato
cli-col-size = Bytes
cli-col-at = Quando
cli-col-by = Por
cli-col-what = O quê
cli-col-where = Onde
cli-col-code = Código
cli-col-active = Ativo
cli-col-published = Publicada
cli-col-draft = Rascunho
cli-col-open = Abertas
cli-col-login = Login
cli-col-role = Papel
cli-col-profile = Perfil
cli-col-groups = Grupos
cli-col-ra = RA
cli-col-course = Curso
cli-col-period = Período
cli-col-branch = Filial
cli-col-phone = Telefone
cli-col-enrolment = Matrícula
cli-col-contract = Contrato
cli-col-guardian = Responsável
cli-col-title = Título
cli-col-usable = Utilizável
cli-col-cost = Custo
cli-col-used-by = Usada por
cli-col-binds = Parâmetros
cli-col-columns = Colunas
cli-col-saved-by = Gravada por
cli-col-approved-by = Aprovada por
cli-no-options = Nenhuma opção disponível para este aluno.
cli-query-no-text = Ainda não há consulta com esse código: informe o texto
cli-query-no-title = Uma consulta nova precisa de --title
cli-query-tested = { $count ->
    [one] 1 linha
   *[other] { $count } linhas
  }, custo do plano { $cost }, { $ms } ms
cli-status-queued = Na fila
cli-status-in-progress = Em atendimento
cli-status-waiting = Aguardando aluno
cli-status-concluded = Concluída
cli-status-cancelled = Cancelada
cli-outcome-granted = Deferida
cli-outcome-denied = Indeferida
cli-outcome-done = Atendida
cli-event-opened = aberta
cli-event-taken = assumida
cli-event-released = solta
cli-event-field-set = campos preenchidos
cli-event-forwarded = encaminhada
cli-event-returned = devolvida
cli-event-reassigned = atribuída
cli-event-wait-started = aguarda o aluno
cli-event-wait-warned = aviso de cancelamento
cli-event-wait-ended = retomada
cli-event-message = mensagem
cli-event-note = nota interna
cli-event-attachment = arquivo anexado
cli-event-concluded = concluída
cli-event-cancelled = cancelada
cli-event-reopened = reaberta
cli-event-priority = prioridade mudada
cli-event-undone = ato desfeito
cli-event-migrated = passada a outra versão do fluxo
cli-event-charged = cobrada
cli-event-charge-waived = cobrança dispensada
cli-event-charge-cancelled = cobrança cancelada
cli-event-charge-again = cobrada de novo
cli-event-refund-review = paga: avaliar devolução
cli-event-debt-overridden = aberta apesar dos débitos
cli-col-charge = Valor
cli-col-debts = Débitos
cli-cluster-no-binaries = Nenhum servidor PostgreSQL foi encontrado nesta máquina; instale-o (uma linha): { $hint }
cli-cluster-empty-override = BALCAO_PG_BIN aponta para { $path }, que não tem initdb e postgres lado a lado; corrija ou remova a variável.
cli-cluster-too-old = O PostgreSQL mais novo encontrado ({ $path }) é a versão { $found }; é preciso a { $needed } ou mais nova: { $hint }
cli-cluster-other-version = Os dados em { $path } são do PostgreSQL { $data }, mas só há aqui: { $installed }. Instale o PostgreSQL { $data }, indique-o em BALCAO_PG_BIN ou mova o diretório para começar de novo.
cli-cluster-no-server-user = O PostgreSQL não roda como root, e não há aqui nem o usuário postgres nem nobody; crie um: useradd --system postgres
cli-cluster-nameless-user = O usuário { $uid } não tem nome neste sistema, e o PostgreSQL precisa de um; inclua-o em /etc/passwd ou use outro usuário.
cli-cluster-no-home = Não há diretório pessoal conhecido para os dados; defina XDG_DATA_HOME.
cli-cluster-cannot-enter = O servidor roda como { $user }, que não entra em { $path }; defina XDG_DATA_HOME para um diretório em que ele entre, ou abra este (chmod o+x { $path }).
cli-cluster-cannot-write = Não se pode gravar em { $path } ({ $reason }); dê a { $user } o direito de gravar ali ou defina XDG_DATA_HOME para outro diretório.
cli-cluster-wrong-owner = { $path } pertence a { $owner }, mas o servidor roda como { $expected }; devolva-o (chown -R { $expected } { $path }) ou defina XDG_DATA_HOME para outro diretório.
cli-cluster-unsafe-socket-directory = { $path } não é um diretório privado de { $user }, por isso nenhum soquete fica ali; remova-o ou use um diretório de dados de caminho mais curto.
cli-cluster-disk-full = O disco que guarda { $path } está cheio; libere espaço e tente de novo (nada se perdeu).
cli-cluster-busy = Outro programa está iniciando ou parando o banco de dados em { $path } há { $seconds } s; espere por ele ou encerre-o.
cli-cluster-stuck = Os processos { $pids } seguram os dados em { $path } e não respondem nem terminam; encerre-os: kill -9 { $pids }
cli-cluster-init-failed = O banco de dados não pôde ser criado em { $path }: { $reason }
cli-cluster-start-failed = O banco de dados em { $path } não pôde ser iniciado: { $reason } (mais em { $log })
cli-migrate-where = Diga qual banco de dados: --admin-url postgres://…
cli-database-where = Nada diz onde está o banco de dados: use --database-url, DATABASE_URL ou o arquivo de configuração (balcao paths), ou comece com `balcao demo`.
cli-col-check = Verificação
cli-col-level = Resultado
cli-col-found = O que se viu
cli-col-mend = Como corrigir
cli-level-ok = ok
cli-level-warning = aviso
cli-level-failure = falha
cli-doctor-no-state = { $path } ainda não existe: nada é registrado.
cli-doctor-no-term = TERM não está definido.
cli-doctor-dumb-term = O terminal diz ser «dumb»: a tela não pode ser desenhada.
cli-doctor-locale = A localidade «{ $name }» não é UTF-8: acentos podem sair errados.
cli-doctor-cluster-running = O banco de dados privado responde em { $path }.
cli-doctor-cluster = PostgreSQL { $version } está instalado; o banco de dados privado está parado.
cli-doctor-reached = Conectado.
cli-doctor-clock-training = Banco de treino, relógio acertado à mão: { $now }
cli-doctor-clock-skew = O relógio do servidor e o desta máquina diferem { $seconds } s.
cli-doctor-people = { $n } pessoas, todas as que atendem têm perfil.
cli-doctor-no-profile = Sem perfil de acesso: { $logins }
cli-mend-home = Defina HOME.
cli-mend-fix = balcao doctor --fix
cli-mend-term = Defina TERM, por exemplo xterm-256color.
cli-mend-locale = Defina LANG, por exemplo pt_BR.UTF-8.
cli-mend-cluster = Só o `balcao demo` precisa dele.
cli-mend-database = Confira --database-url, DATABASE_URL ou o arquivo de configuração (balcao paths).
cli-mend-schema = balcao migrate --admin-url URL (ou balcao doctor --fix --admin-url URL)
cli-mend-clock-training = balcao clock reset
cli-mend-clock-skew = Acerte os relógios por NTP.
cli-mend-profile = balcao user set LOGIN --profile CÓDIGO
cli-demo-server = Iniciando o banco de dados do exercício…
cli-demo-schema = Criando tabelas e regras…
cli-demo-school = Enchendo a escola de exemplo…
cli-demo-stranger = { $login } não existe na escola de exemplo; as pessoas são { $known }
cli-col-url = Endereço
cli-doctor-engine-admin = O resto só um administrador pode conferir.
cli-col-priority = P
guardian-financial = financeiro
guardian-academic = acadêmico
guardian-mother = mãe
guardian-father = pai
cli-act-take = assumir
cli-act-release = soltar
cli-act-edit = preencher
cli-act-forward = encaminhar
cli-act-send_back = devolver
cli-act-wait = aguardar o aluno
cli-act-resume = retomar
cli-act-conclude = concluir
cli-act-cancel = cancelar
cli-act-reopen = reabrir
cli-act-assign = atribuir
cli-act-priority = mudar a prioridade
cli-act-message = escrever ao aluno
cli-act-note = escrever nota interna
cli-act-undo = desfazer

# Charges and debts
charge-none = sem cobrança
charge-free = sem custo
charge-pending = { $amount } · a lançar
charge-priced = { $amount }
charge-charged = { $amount } · vence { $due } · parcela { $number }
charge-paid = { $amount } · paga em { $paid } · parcela { $number }
charge-renegotiated = { $amount } · renegociada · parcela { $number }
charge-waived = { $amount } · dispensada
charge-cancelled = { $amount } · cobrança cancelada
charge-failed = { $amount } · o lançamento falhou
charge-attention-refund = avaliar devolução
charge-attention-billing = o contrato terminou: ver no financeiro
debts-none = sem débitos
debts-some =
    { $n ->
        [one] 1 título em aberto, { $total }, desde { $oldest }
       *[other] { $n } títulos em aberto, { $total }, desde { $oldest }
    }

# Receipt
receipt-paper = Comprovante de solicitação
receipt-protocol = Protocolo
receipt-student = Aluno
receipt-name = Nome
receipt-course = Curso
receipt-period = Período letivo
receipt-ask = Pedido
receipt-type = Tipo
receipt-description = Descrição
receipt-location = Local de entrega
receipt-promised = Previsão de entrega
receipt-requester = Pedido por
receipt-opening = Aberta em
receipt-opened = { $day } às { $time } por { $who }
receipt-status = Situação
receipt-charge = Cobrança
receipt-amount = Valor
receipt-service = Serviço
receipt-due = Vencimento
receipt-installment = Parcela
receipt-of-contract = { $n } do contrato { $contract }
receipt-state = Situação
receipt-issued = Emitido em { $day } às { $time } por { $who }
receipt-note-keep = Guarde este comprovante: com o protocolo você acompanha o pedido em qualquer balcão.
receipt-note-charge = O valor foi fixado na abertura e lançado no contrato. Este comprovante não é recibo de pagamento.
receipt-note-law = A entrega deste documento não depende de débitos do aluno (Lei 9.870/1999, art. 6º).
receipt-note-privacy = Os dados deste comprovante servem apenas ao atendimento do pedido (Lei 13.709/2018).
requester-student = Aluno
requester-guardian = Responsável
requester-desk_on_behalf = Balcão, em nome do aluno
charge-state-open = em aberto
charge-state-paid = paga em { $paid }
charge-state-renegotiated = renegociada
charge-state-pending = a lançar
charge-state-waived = dispensada
charge-state-cancelled = cancelada
charge-state-failed = o lançamento falhou
charge-state-free = sem custo
charge-in-refund = avaliar devolução
charge-in-billing = contrato terminou
charge-in-failed = lançamento falhou
charge-in-pending = a lançar
charge-in-charged = em aberto
charge-in-paid = paga
charge-in-waived = dispensada
charge-in-cancelled = cancelada
charge-in-free = sem custo
cli-charges-none = Nenhuma cobrança nesta situação.
cli-col-amount = Valor
cli-col-due-date = Vencimento

# Opening, receipt and charge at the desk
open-period = Período letivo
open-requester = Pedido por
open-debts = Abrir com débitos
open-no-price = sem preço
open-no-amount = valor a definir
open-checking = conferindo…
open-missing = Falta informar: { $fields }
open-amount = Valor
open-due = Vencimento
open-installment = Parcela
open-promised = Previsão
open-owed = Débitos
open-enrolment = Matrícula
open-due-on = vence { $due }
open-installment-of = parcela { $of }
open-promised-on = previsão { $day }
price-source-service = valor do serviço
price-source-delivery-location = preço do local
due-source-table = tabela de parcelas
due-source-fixed-day = dia fixo do contrato
due-source-days-after = dias após o pedido
debt-check-passed = conferidos na abertura
debt-check-overridden = aberta apesar dos débitos
open-why-title = Por quê?
open-why-due = Vencimento, passo a passo
open-why-debts = Débitos
open-why-tuition = mensalidade
open-why-installment = parcela
open-why-types = Tipos que não aparecem aqui
open-why-types-none = Todos os tipos da instituição estão na lista
receipt-file = comprovante-{ $protocol }
receipt-path-help = .pdf, ou .txt para texto; nunca grava por cima de outro arquivo
print-sent = Enviando à impressora…
print-done = Enviado à impressora ({ $program })
print-none = Nenhum programa de impressão (lp ou lpr) neste computador: salve em PDF (s)
print-failed = { $program } não imprimiu: { $why }
detail-asked-by = Pediu
tab-charge = Cobrança
form-charge = Cobrança
field-charge = O que fazer
field-charge-waive = Dispensar
field-charge-waive-hint = perdoa o valor
field-charge-cancel = Cancelar a cobrança
field-charge-cancel-hint = não era devida
field-charge-again = Cobrar de novo
field-charge-again-hint = preço e vencimento de hoje
done-charge-waive = { $protocol }: cobrança dispensada
done-charge-cancel = { $protocol }: cobrança cancelada
done-charge-again = { $protocol }: cobrada de novo
view-charges = Cobranças a ver
col-charge = Cobrança
empty-charges = Nenhuma cobrança espera por você
sums-count =
    { $n ->
        [one] { $n } parcela
       *[other] { $n } parcelas
    }
sums-overdue = { $amount } em atraso
sums-open = { $amount } a vencer
sums-paid = { $amount } pagos
sums-late = em atraso
installment-open = a vencer
installment-paid = paga
installment-cancelled = cancelada
installment-renegotiated = renegociada
cmd-charge = cobrança
help-charge = Dispensa, cancela ou cobra de novo o valor, dizendo por quê
cmd-receipt = comprovante
help-receipt = Mostra o comprovante do aluno, para salvar ou imprimir
cmd-view-charges = cobranças
help-view-charges = Cobranças que esperam por alguém: devolver, lançar, contrato terminado
cmd-opening-why = por quê?
help-opening-why = Vencimento passo a passo, cada débito, e por que um tipo não aparece
cmd-installments = parcelas
help-installments = Mostra ou esconde as parcelas dos contratos
cmd-receipt-save = salvar
help-receipt-save = Salva o comprovante em PDF ou texto
cmd-receipt-print = imprimir
help-receipt-print = Imprime o comprovante neste computador

# The catalogue
cmd-catalogue = cadastros
help-catalogue = pessoas, grupos, filiais, motivos, serviços, consultas, parâmetros
cmd-entry-open = abrir
help-entry-open = ver os registros deste cadastro
cmd-entry-edit = alterar
help-entry-edit = alterar o registro sob o cursor; quem não administra lê
cmd-entry-add = novo
help-entry-add = acrescentar um registro
cmd-entry-copy = copiar
help-entry-copy = novo registro com os valores deste
cmd-entry-active = desativar/ativar
help-entry-active = tirar de uso ou pôr de volta; nada é apagado. Nos parâmetros de uma filial: volta a valer o da coligada
cmd-entry-history = histórico
help-entry-history = quem alterou, quando, de que para quê
cmd-entry-find = procurar
help-entry-find = procurar nos registros, sem acentos
cmd-entry-try = testar
help-entry-try = rodar a consulta para um aluno, ou ler o e-mail como chega, sem gravar
cmd-entry-invite = convidar
help-entry-invite = dar à pessoa uma senha de uso único, que vale por 24 horas
cmd-entry-approve = aprovar
help-entry-approve = aprovar o texto que outro administrador gravou
cmd-entry-show = ver tudo
help-entry-show = o registro inteiro, e quem o usa
cmd-entry-undo = desfazer
help-entry-undo = desfazer a última alteração feita aqui
cmd-entry-pane = outro painel
help-entry-pane = entre os cadastros e os registros
cmd-entry-back = voltar
help-entry-back = voltar aos cadastros
cmd-entry-refresh = reler
help-entry-refresh = ler de novo
cmd-entry-found = ficar
help-entry-found = ficar com o que foi achado
form-entry-edit = Alterar

ct-title = Cadastros
ct-read-only = Só a administração altera os cadastros; aqui você pode ler.
ct-no-adding = Aqui não se acrescenta: há um registro da coligada e um por filial.
ct-no-disabling = Os parâmetros da coligada não se desativam: altere os valores.
ct-inherits = Esta filial já usa tudo o que é da coligada.
ct-inherits-again = Volta a valer o da coligada: { $name } — u desfaz
ct-copy-of = { $name } (cópia)
ct-nothing-changed = Nada mudou.
ct-nothing-to-undo = Nada a desfazer aqui.
ct-added = Gravado: { $name }
ct-saved = Gravado: { $name } — u desfaz
ct-disabled = Desativado: { $name } — u desfaz
ct-enabled = Em uso de novo: { $name } — u desfaz
ct-taken-back = Desfeito: { $name }
ct-approved = Aprovada: { $name }
ct-still-used = ainda em { $by }
ct-to-queue = { $why } d outra vez devolve tudo à fila e desativa.
ct-conflict = { $why } Os outros campos já mostram o que está gravado; Enter grava os seus por cima.
ct-unknown = A conexão caiu antes da resposta: o que você digitou está guardado. Enter grava de novo.
ct-invite-again = { $name } já tem como entrar. i outra vez dá uma senha nova: a de agora deixa de valer.
ct-invite-inactive = { $name } está fora de uso: d põe de volta, depois i convida.
ct-invite-unknown = A conexão caiu antes da resposta: não se sabe se a senha mudou. i dá outra.
ct-invite-title = Convite · { $name }
ct-invite-password = Senha de uso único
ct-invite-hand = Vale por { $hours } horas. Entregue em mãos ou leia em voz alta: ela só está nesta tela.
ct-invite-enter = Quem recebe entra como { $login } com esta senha e troca por uma sua com balcao passwd. Sem trocar, depois das { $hours } horas não entra mais.
ct-invite-gone = Esc apaga a senha da tela; não há como vê-la de novo, mas i dá outra.
ct-invited = Convite feito a { $login }
ct-trail-title = Histórico · { $name }
ct-trail-empty = Ninguém alterou isto desde que o registro começou.
ct-trail-created = criou
ct-trail-changed = alterou
ct-tried-title = Teste da consulta
ct-trying = consultando…
ct-tried = { $n ->
    [one] 1 linha
   *[other] { $n } linhas
} · custo { $cost } · { $ms } ms
ct-tried-none = Nenhuma linha para este aluno: um parâmetro obrigatório não poderia ser respondido.
ct-columns = Colunas
ct-binds = Recebe
ct-saved-by = Gravada por
ct-approved-by = Aprovada por
ct-uses = Quem usa
ct-unused = Nada usa este registro.
ct-inactive = desativado
ct-is-inactive = Desativado: não é oferecido a ninguém.
ct-is-inactive-mail = Texto próprio desativado: sai o texto do sistema.
ct-is-inactive-installment-rule = Desativada: nenhuma cobrança passa por ela.
ct-is-inactive-calendar = Desativado: nenhuma filial pode escolhê-lo.
ct-mail-own = Texto próprio
ct-mail-built-in = Texto do sistema: e escreve um próprio
ct-mail-places = Entre chaves
ct-mail-example = Como chega
ct-mail-rule = A linha com um nome que este e-mail não tem – a cobrança, onde nada se cobra – não sai.
ct-count-inactive = { $n } ({ $off } fora)
ct-types-key = F4
ct-found = { $name } · { $n } de { $all }
ct-none-found = Nada com “{ $find }”. Esc mostra todos.

ck-person = Pessoas
ck-person-one = Pessoa
ck-person-new = Nova pessoa
ck-person-about = quem atende, supervisiona, administra
ck-person-empty = Nenhuma pessoa. a acrescenta a primeira.
ck-group = Grupos
ck-group-one = Grupo
ck-group-new = Novo grupo
ck-group-about = de atendimento, com quem participa e quem lidera
ck-group-empty = Nenhum grupo. a acrescenta o primeiro.
ck-profile = Perfis de acesso
ck-profile-one = Perfil
ck-profile-new = Novo perfil
ck-profile-about = que tipos se pode abrir e atender
ck-profile-empty = Nenhum perfil. a acrescenta o primeiro.
ck-portal-user = Portal
ck-portal-user-one = Usuário do portal
ck-portal-user-new = Novo usuário do portal
ck-portal-user-about = alunos e responsáveis que entram pelo portal
ck-portal-user-empty = Ninguém entra pelo portal ainda. a acrescenta um aluno ou responsável.
ck-branch = Filiais
ck-branch-one = Filial
ck-branch-new = Nova filial
ck-branch-about = com seu calendário e fuso
ck-branch-empty = Nenhuma filial. a acrescenta a primeira.
ck-locality = Localidades
ck-locality-one = Localidade
ck-locality-new = Nova localidade
ck-locality-about = onde se atende
ck-locality-empty = Nenhuma localidade. a acrescenta a primeira.
ck-calendar = Calendários
ck-calendar-one = Calendário
ck-calendar-new = Novo calendário
ck-calendar-about = horário de cada dia e feriados: contam os prazos
ck-calendar-empty = Nenhum calendário. a acrescenta o primeiro.
ck-reason = Motivos
ck-reason-one = Motivo
ck-reason-new = Novo motivo
ck-reason-about = de repasse, devolução, cancelamento, espera
ck-reason-empty = Nenhum motivo. a acrescenta o primeiro.
ck-service = Serviços
ck-service-one = Serviço
ck-service-new = Novo serviço
ck-service-about = o que se cobra, e por quanto
ck-service-empty = Nenhum serviço. a acrescenta o primeiro.
ck-installment-rule = Parcelas
ck-installment-rule-one = Regra de parcela
ck-installment-rule-new = Nova regra de parcela
ck-installment-rule-about = em que parcela a cobrança entra, e até quando
ck-installment-rule-empty = Nenhuma regra: o que se cobra não acha parcela. a acrescenta a primeira.
ck-settings = Parâmetros
ck-settings-one = Parâmetros
ck-settings-new = Parâmetros
ck-settings-about = da integração: da coligada, e o que cada filial muda
ck-settings-empty = Nenhum parâmetro.
ck-mail = E-mails
ck-mail-one = E-mail
ck-mail-new = E-mail
ck-mail-about = o que se escreve ao aluno em cada momento
ck-mail-empty = Nenhum e-mail.
ck-query = Consultas SQL
ck-query-one = Consulta
ck-query-new = Nova consulta
ck-query-about = de onde vêm as opções dos parâmetros
ck-query-empty = Nenhuma consulta. a acrescenta a primeira.
ck-types = Tipos e fluxos
ck-types-about = etapas, fluxo e prazo de cada tipo: Enter leva ao editor

ce-company = Coligada
ce-branch-settings = Filial { $name }
ce-rule-name = { $period } até { $until }
ce-inherits = herda: { $value }
ce-inherits-all = herda tudo
ce-own = { $n ->
    [one] 1 próprio
   *[other] { $n } próprios
}
ce-week = { $n ->
    [one] 1 dia
   *[other] { $n } dias
} · { $hours }
ce-theirs = agora está gravado: { $value }
ce-misfit-day = “{ $day }” não é uma data: escreva como 31/12/2026
ce-head-groups = Grupos
ce-head-members = Quem participa
ce-head-grants = Tipos de solicitação
ce-head-hours = Horário
ce-head-due = Vencimento e parcela
ce-head-debts = Débitos
ce-head-opening = Inclusão
ce-head-times = Prazos
ce-head-queries = Consultas
ce-head-sql = Texto
ce-head-state = Situação
ce-head-try = Testar
ce-more-groups = Entrar em
ce-more-members = Acrescentar
ce-more-can-open = Acrescentar tipo
ce-name = Nome
ce-login = Usuário
ce-role = Papel
ce-profile = Perfil de acesso
ce-email = E-mail
ce-locality = Localidade
ce-cpf = CPF
ce-groups = Grupos
ce-code = Código
ce-description = Descrição
ce-members = Quem participa
ce-can-open = Acesso
ce-can-handle = Atende
ce-student = RA do aluno
ce-guardian-cpf = CPF do responsável
ce-branch-code = Número
ce-calendar = Calendário
ce-tz = Fuso
ce-branch = Filial
ce-hours-mon = Segunda
ce-hours-tue = Terça
ce-hours-wed = Quarta
ce-hours-thu = Quinta
ce-hours-fri = Sexta
ce-hours-sat = Sábado
ce-hours-sun = Domingo
ce-holidays = Feriados
ce-kind = Para
ce-value = Valor
ce-document-type = Tipo de documento
ce-period = Período letivo
ce-request-until = Solicitação até
ce-installment = Parcela
ce-due-date = Vencimento
ce-use-contract-fixed-day = Dia fixo do contrato
ce-auto-due-date = Calcula vencimento
ce-auto-due-date-days = … em quantos dias
ce-non-business-day = Cai em dia não útil
ce-saturday-is-business = Sábado é dia útil
ce-sunday-is-business = Domingo é dia útil
ce-adjust-extra-installments = Ajusta parcela extra
ce-installment-fallback = Sem regra de parcela
ce-debt-grace-days = Carência, em dias
ce-debt-tolerance-amount = Tolerância
ce-debt-all-companies = Todas as coligadas
ce-debt-allow-override = Abre com débitos
ce-send-opening-email = E-mail na abertura
ce-default-locality = Localidade
ce-default-attendant = Atendente
ce-default-priority = Prioridade
ce-default-group = Grupo
ce-reopen-days = Dias para reabrir
ce-waiting-autocancel-days = Espera até cancelar
ce-warn-days = Avisa dias antes
ce-query-approval = Exige aprovação
ce-title = Título
ce-dialect = Escrita para
ce-sql = Texto
ce-subject = Assunto
ce-text = Texto
ce-active = Em uso
ce-approved-by = Aprovada por
ce-try-student = RA do aluno
ch-login = letras minúsculas, números, ponto; não muda depois
ch-portal-user-login = como entra no portal; não muda depois
ch-person-profile = quem atende precisa de um
ch-cpf = para que ninguém atenda a própria solicitação; depois de gravado não é mostrado
ch-code = proposto a partir do nome; não muda depois
ch-groups = digite para achar o grupo; quem lidera é supervisor
ch-members = digite para achar a pessoa; Enter acrescenta
ch-can-open = digite para achar o tipo; Enter acrescenta
ch-student = o aluno que entra; deixe vazio para um responsável
ch-guardian-cpf = o responsável que entra, em vez do aluno
ch-branch-code = o número da filial; não muda depois
ch-hours-mon = 08:00-12:00 13:00-18:00; vazio: fechado
ch-holidays = datas separadas por espaço; Alt-Enter muda de linha
ch-value = vazio: sem valor, não se pode cobrar; 0,00: sem custo
ch-document-type = como o financeiro chama o título; vazio: o padrão
ch-request-until = a regra vale para solicitações até este dia, inclusive
ch-installment = o número da parcela do contrato em que a cobrança entra
ch-due-date = vazio: calculado pelos parâmetros
ch-branch = vazio: toda a coligada
ch-locality-branch = onde fica
ch-auto-due-date = conta os dias da data da solicitação
ch-waiting-autocancel-days = 0: nunca cancela sozinha
ch-query-approval = outro administrador aprova cada texto antes do uso
ch-subject = uma linha; o assunto próprio do tipo vai antes
ch-text = Alt-Enter muda de linha; F5 mostra como chega, sem gravar
ch-sql = um só SELECT; :RA :CODCOLIGADA :IDPERLET …; Alt-Enter muda de linha
ch-try-student = F5 ou Enter roda o texto como está, sem gravar
cc-name = Nome
cc-members = Pessoas
cc-login = Usuário
cc-role = Papel
cc-code = Código
cc-can-open = Abre
cc-can-handle = Atende
cc-student = RA
cc-tz = Fuso
cc-holidays = Feriados
cc-hours = Horário
cc-request-until = Até
cc-due-date = Vence
cc-own = Valores
cc-state = Situação
cc-cost = Custo
cc-profile = Perfil
cc-document-type = Documento
cc-event = Quando
cc-words = Texto
cc-subject = Assunto
cc-title = Título
cw-attendant = atendente
cw-supervisor = supervisor
cw-admin = administrador
cw-auditor = auditor
cw-forward = repassar
cw-return = devolver
cw-deny = indeferir
cw-cancel = cancelar
cw-reopen = reabrir
cw-reassign = reatribuir
cw-wait = aguardar
cw-mssql = SQL Server
cw-postgres = PostgreSQL
cw-previous = dia útil anterior
cw-keep = mantém a data
cw-next = próximo dia útil
cw-reject = não abre
cw-next-number = próxima parcela
cw-1 = urgente
cw-2 = alta
cw-3 = normal
cw-4 = baixa
cw-5 = sem pressa
cw-member = participa
cw-lead = lidera
cw-out = sai
cw-both = abre e atende
cw-open = só abre
cw-handle = só atende
cw-all-types = todos os tipos
cw-closed = fechado
cw-free = sem custo
cw-leads = lidera
cw-grants = abre
cw-handles = atende
cw-usable = pronta
cw-own = próprio
cw-every-branch = todas
cw-reckoned = calculado
cw-built-in = do sistema
cm-opened = Abertura
cm-waiting = Aguarda o aluno
cm-wait-warned = Vai ser cancelada
cm-message = Mensagem nova
cm-concluded = Conclusão
cm-cancelled = Cancelamento
cm-reopened = Reabertura
cw-unusable = não usável
cu-types = { $n ->
    [one] 1 tipo
   *[other] { $n } tipos
}
cu-people = { $n ->
    [one] 1 pessoa
   *[other] { $n } pessoas
}
cu-portal-users = { $n ->
    [one] 1 usuário do portal
   *[other] { $n } usuários do portal
}
cu-requests = { $n ->
    [one] 1 solicitação aberta
   *[other] { $n } solicitações abertas
}
cu-localities = { $n ->
    [one] 1 localidade
   *[other] { $n } localidades
}
cu-branches = { $n ->
    [one] 1 filial
   *[other] { $n } filiais
}

## E-mail
cli-col-to-address = Para
cli-col-tries = Tentativas
cli-mail-none = Nenhum e-mail.
cli-mail-none-failed = Nenhum e-mail a enviar de novo.
cli-mail-sent = { $protocol } · e-mail { $id } enviado
cli-mail-again = { $protocol } · e-mail { $id } não saiu; fica para mais tarde
cli-mail-failed = { $protocol } · e-mail { $id } não pôde ser enviado: `balcao mail list --state failed` diz por quê
cli-mail-waits = Fora do ar: { $why }. Nova tentativa em 30 segundos.
cli-mail-away = Sem servidor de e-mail: { $why }
cli-mail-folder = Não consigo guardar os e-mails: { $why }
cli-mail-lacking = { $file }: falta "{ $key }" em [mail]; um exemplo está em `balcao mail run --help`
cli-mail-tally = { $sent ->
    [one] 1 enviado
   *[other] { $sent } enviados
  } · { $again } para mais tarde · { $failed ->
    [one] 1 com falha
   *[other] { $failed } com falha
  }
mail-state-waiting = espera
mail-state-sending = saindo
mail-state-sent = enviado
mail-state-failed = falhou
mail-state-expired = tarde demais
mail-state-dropped = desfeito
mail-kind-opened = abertura
mail-kind-waiting = aguarda o aluno
mail-kind-message = mensagem
mail-kind-concluded = conclusão
mail-kind-cancelled = cancelamento
mail-kind-reopened = reabertura
mail-kind-assignment-fell-to-queue = ficou na fila
mail-kind-wait-warned = aviso de cancelamento
