### Words on screen. Verbs on keys, sentences in messages; never blame the person.

queue-new = { $n } new
