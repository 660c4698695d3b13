"""What jobs do; loaded, with all of printing, only by the process of a job."""
