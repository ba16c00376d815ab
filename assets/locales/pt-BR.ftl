### Palavras da tela. Verbos nas teclas, frases nas mensagens; nunca culpar quem digita.

queue-new = { $n ->
    [one] { $n } nova
   *[other] { $n } novas
}
