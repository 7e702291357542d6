-- gmig: parent=none id=kxqpzmrwtsvn transaction=off
-- gmig: irreversible grammar=off
VACUUM;
