SELECT 1;
--gmig : down
