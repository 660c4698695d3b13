"""What every code answers, in files that workers keep in memory; other machines may fetch the same files.

The head (``campaigns.run/snapshot``) tells where groups of codes lead, and names the tables
(``campaigns.run/codes/``) that tell to which group a code belongs. Tables never change: a new batch is a new
small table, a retargeted batch a new head. So a change costs the same beside ten thousand codes and ten
million. Whoever mirrors the folder copies the tables first and the head last; nothing else is to be known.

The background process writes (`keeper`), workers read (`reading`), without the database.
"""
