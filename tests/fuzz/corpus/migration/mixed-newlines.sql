
-- gmig: parent=none empty-- gmig: id=kkkkkkkkkkkk



--x