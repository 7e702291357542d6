-- gmig: id=kxqpzmrwtsvn parent=sytnwolvprkm
-- Give articles a category.

CREATE TABLE category (id INTEGER PRIMARY KEY);

-- gmig: down
DROP TABLE category;

-- gmig: verify
SELECT id FROM category LIMIT 0;
