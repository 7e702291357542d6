SELECT '
-- gmig: down
', E'\'
', $$
=======
$$;
=======
<<<<<<< HEAD
